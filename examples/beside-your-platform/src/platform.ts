import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Customers, User } from './customers.ts';
import { createIdentityProvider, type IdentityProviderOptions } from './identity-provider.ts';

type Options = IdentityProviderOptions & { readonly port: number };

/** The platform's own site: where its users sign in, and a link to the marketplace beside it. */
export async function startPlatform(customers: Customers, options: Options) {
  const provider = createIdentityProvider(customers, options);
  const answer = provider.callback();
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', options.url);
    if (pathname === '/') return show(response, marketplaceLink(options.kontorUrl));
    if (!pathname.startsWith('/sign-in/')) return answer(request, response);
    if (request.method === 'GET') return show(response, signInForm());
    signIn(request, response).catch((error: unknown) => {
      show(response, `<p>${String(error)}</p>`, 500);
    });
  });

  async function signIn(request: IncomingMessage, response: ServerResponse) {
    const user = findUser(customers, await readForm(request));
    if (user === undefined) return show(response, signInForm('That was not right.'), 403);
    await provider.interactionFinished(request, response, { login: { accountId: user.id } });
  }

  await new Promise<void>((resolve) => server.listen(options.port, '127.0.0.1', resolve));
  return {
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function findUser({ users }: Customers, form: URLSearchParams): User | undefined {
  return [...users.values()].find(
    ({ email, password }) => email === form.get('email') && password === form.get('password'),
  );
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return new URLSearchParams(Buffer.concat(chunks).toString());
}

function show(response: ServerResponse, body: string, status = 200): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' });
  response.end(`<!doctype html><title>The platform</title>${body}`);
}

function marketplaceLink(kontorUrl: string): string {
  return `<p><a href="${kontorUrl}/kontor/v1/auth/platform?next=/">To the marketplace</a></p>`;
}

function signInForm(wrong = ''): string {
  return `<p>${wrong}</p><form method="post">
<input name="email" type="email" required> <input name="password" type="password" required>
<button>Sign in</button></form>`;
}
