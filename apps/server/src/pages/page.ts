import { createHash } from 'node:crypto';
import type { Refusal } from '@kontor/core';
import type { FastifyReply } from 'fastify';
import { Html, html } from '../http/html.ts';
import { refusalStatus } from '../http/refusal-status.ts';
import { STYLE } from './style.ts';

export type Page = {
  readonly title: string;
  readonly body: Html | readonly Html[];
  /** Where the browser goes on to by itself. */
  readonly continueTo?: string;
  /** Address of the one script that a page runs, of this host; most run none. */
  readonly script?: string;
};

const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': POLICY,
  // addresses of these pages may hold what only the next page is to know
  'referrer-policy': 'same-origin',
  'cache-control': 'no-store',
} as const;

/** Sends a page to a browser. */
export function sendPage(reply: FastifyReply, page: Page, status = 200): FastifyReply {
  const policy = `${POLICY}; script-src 'self'; connect-src 'self'`;
  const headers = page.script === undefined ? {} : { 'content-security-policy': policy };
  return reply
    .code(status)
    .headers({ ...HEADERS, ...headers })
    .send(textOf(page));
}

/** Says why something cannot be done, and nothing of what the person may not see. */
export function sendRefusalPage(
  reply: FastifyReply,
  refusal: Refusal,
  /** What to do next, where that is on another page. */
  next?: Html,
): FastifyReply {
  const status: number = refusalStatus[refusal.code];
  const title = status === 404 ? 'This is not here' : 'This cannot be done';
  return sendPage(reply, { title, body: html`<p>${refusal.message}</p>${next}` }, status);
}

/**
 * Takes a browser on after it has sent a form. Not by a redirect: browsers hold every further redirect
 * against the addresses that forms of this page may go to, and the way may lead to any provider.
 */
export function sendOnward(reply: FastifyReply, url: string): FastifyReply {
  return sendPage(reply, {
    title: 'One moment',
    continueTo: url,
    body: html`<p>You are taken on.</p><p><a class="button" href="${url}">Continue</a></p>`,
  });
}

function textOf({ title, body, continueTo, script }: Page): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
${continueTo !== undefined && html`<meta http-equiv="refresh" content="0; url=${continueTo}">`}
${script !== undefined && html`<script type="module" src="${script}"></script>`}
<title>${title} — Kontor</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`.text;
}
