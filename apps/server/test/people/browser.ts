/** A browser that keeps cookies by origin and follows redirections, as far as a test wants. */
export function openBrowser() {
  const jars = new Map<string, Map<string, string>>();

  async function visit(address: string, init: RequestInit = {}): Promise<Response> {
    const { origin } = new URL(address);
    const jar = jars.get(origin) ?? new Map<string, string>();
    jars.set(origin, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(address, { ...init, headers: { cookie }, redirect: 'manual' });
    for (const each of answer.headers.getSetCookie()) {
      const [pair = ''] = each.split(';');
      const [name = '', ...value] = pair.split('=');
      if (/max-age=0/i.test(each)) jar.delete(name);
      else jar.set(name, value.join('='));
    }
    return answer;
  }

  /** Goes where it is sent until a page shows. */
  async function follow(address: string) {
    let at = address;
    for (let step = 0; step < 20; step++) {
      const answer = await visit(at);
      const location = answer.headers.get('location');
      if (location === null) return { url: at, status: answer.status, text: await answer.text() };
      at = new URL(location, at).href;
    }
    throw new Error(`${address} leads nowhere`);
  }

  return {
    visit: (address: string) => visit(address),
    follow,
    /** Fills a form in, which is sent to the address that it stands at. */
    submit: async (address: string, fields: Readonly<Record<string, string>>) => {
      const answer = await visit(address, { method: 'POST', body: new URLSearchParams(fields) });
      const location = answer.headers.get('location');
      if (location === null) {
        return { url: address, status: answer.status, text: await answer.text() };
      }
      return follow(new URL(location, address).href);
    },
    /** Asks for JSON with the cookies of this browser. */
    json: async (address: string) => {
      const answer = await visit(address);
      return { status: answer.status, body: await answer.json() };
    },
  };
}
