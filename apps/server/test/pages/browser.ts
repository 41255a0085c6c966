import { expect } from 'vitest';

/** A page as a person sees it, or the address elsewhere where the way through the host has led. */
export type Seen = {
  readonly status: number;
  readonly url: URL;
  readonly headers: Headers;
  readonly text: string;
};

/**
 * Does what a browser does at the host: keeps cookies, follows redirects and what a page takes one on
 * to, and sends forms with the fields that stand in them. It never leaves the host.
 */
export function openBrowser(host: string) {
  const cookies = new Map<string, string>();

  async function load(url: URL, init: RequestInit, hops = 0): Promise<Seen> {
    if (url.origin !== host) return { status: 0, url, headers: new Headers(), text: '' };
    if (hops > 10) throw new Error(`${url} leads in a circle`);
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ');
    const headers = { 'sec-fetch-site': 'cross-site', ...init.headers, cookie };
    const answer = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const set of answer.headers.getSetCookie()) keep(set);
    const location = answer.headers.get('location');
    if (location !== null) return load(new URL(location, url), {}, hops + 1);
    const text = await answer.text();
    const onward = /<meta http-equiv="refresh" content="0; url=([^"]*)">/.exec(text)?.[1];
    if (onward !== undefined) return load(new URL(unescaped(onward), url), {}, hops + 1);
    return { status: answer.status, url, headers: answer.headers, text };
  }

  function keep(set: string): void {
    const [pair = '', ...attributes] = set.split(';');
    const [name = '', ...value] = pair.split('=');
    const isOver = attributes.some((each) => /^\s*max-age=0$/i.test(each));
    if (isOver) cookies.delete(name);
    else cookies.set(name, value.join('='));
  }

  /** Sends the only form of a page, with what the person fills in. */
  function submit(page: Seen, filled: Record<string, string> = {}, headers = {}): Promise<Seen> {
    const form = /<form method="(get|post)" action="([^"]*)">([\s\S]*?)<\/form>/.exec(page.text);
    if (!form) throw new Error(`there is no form on ${page.url}: ${page.text}`);
    const [, method, action = '', inside = ''] = form;
    const hidden = [
      ...inside.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g),
    ].map(([, name = '', value = '']): [string, string] => [name, unescaped(value)]);
    const fields = new URLSearchParams([...hidden, ...Object.entries(filled)]);
    const url = new URL(unescaped(action), page.url);
    const own = { 'sec-fetch-site': 'same-origin', origin: host };
    if (method === 'get') {
      url.search = fields.toString();
      return load(url, { headers: own });
    }
    return load(url, {
      method: 'POST',
      headers: { ...own, 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: fields.toString(),
    });
  }

  return {
    go: (path: string) => load(new URL(path, host), {}),
    submit,
    /** Signs in on the page where the way has stopped. */
    signIn: (page: Seen, { email, name }: { readonly email: string; readonly name: string }) =>
      submit(page, { email, password: `correct horse ${name}` }),
    cookies,
  };
}

/** What every page owes: it runs nothing but files of this host, sits in no frame, and stays in no cache. */
export function expectSafe({ headers, text }: Seen): void {
  const policy = headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain('unsafe');
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('referrer-policy')).toBe('same-origin');
  expect(text).toMatch(/^<!doctype html>\n<html lang="en">/);
  expect(text).toMatch(/<h1>[^<]+<\/h1>/);
  expect(text).not.toMatch(/<script(?! type="module" src="\/[^"/][^"]*"><\/script>)|\son\w+=/i);
}

function unescaped(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}
