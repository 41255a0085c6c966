import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { PassThrough } from 'node:stream';
import { text as readText } from 'node:stream/consumers';
import type { ProviderCall } from '@kontor/protocol/kontor';
import * as providerCallEndpoints from '@kontor/protocol/kontor/provider-call';
import { role } from '@kontor/protocol/vocabulary/role';
import { sentWebhookType } from '@kontor/protocol/webhooks';
import { createCall } from '../../../host/create-call.ts';
import { shellCommand } from '../../../output/shell-quote.ts';
import type { Session } from '../../../session.ts';
import { samplePayload } from '../../webhook/sample-payload.ts';
import { subjectOf } from '../../webhook/subject-of.ts';
import { act } from '../act.ts';
import { readDevFile } from '../dev-file.ts';
import { PROVIDER_TEAM } from '../provider-team.ts';
import { wordsOf } from '../script.ts';
import { CUSTOMER } from '../seed.ts';
import { type Action, actionsOf, flawIn, type Sold } from './actions.ts';
import { callsTable, controlPage, type Done } from './page.ts';

export type ControlOptions = {
  readonly port: number;
  readonly hostUrl: string;
  readonly providerUrl: string;
  readonly dataDirectory: string;
  readonly sold: Sold;
};

const SHOWN_CALLS = 50;
const LONGEST_FORM_BYTES = 64 * 1024;
const LIMIT_MS = 60_000;

/**
 * Serves the page on which a local marketplace is steered, on the loopback and to nobody else: it may do
 * whatever its customer may, so a page of somebody else's in the same browser is refused.
 */
export async function serveControl(session: Session, options: ControlOptions) {
  const { port, hostUrl, providerUrl, dataDirectory, sold } = options;
  const actions = actionsOf(sold);
  const url = `http://localhost:${port}`;
  const hosts = [`localhost:${port}`, `127.0.0.1:${port}`];
  let done: Done | undefined;

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500);
      response.end(error instanceof Error ? error.message : String(error));
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!hosts.includes(request.headers.host ?? '')) return end(response, 421, 'Not served here.');
    const { pathname, searchParams } = new URL(request.url ?? '/', url);
    const as = role.safeParse(searchParams.get('as')).data ?? '';
    if (request.method === 'POST' && pathname === '/do') {
      const origin = request.headers.origin ?? '';
      if (!hosts.some((host) => origin === `http://${host}`)) {
        return end(response, 403, 'Only the page itself may do this.');
      }
      const values = await formOf(request);
      done = await perform(values);
      const location = values.as === undefined || values.as === '' ? '/' : `/?as=${values.as}`;
      return void response.writeHead(303, { location }).end();
    }
    if (request.method !== 'GET') return end(response, 405, 'Only GET.');
    if (pathname === '/calls') return html(response, callsTable(await newestCalls()));
    if (pathname !== '/') return end(response, 404, 'There is no such page.');
    const nonce = randomBytes(16).toString('base64');
    const calls = await newestCalls();
    const page = { hostUrl, providerUrl, actions, calls, as, done, nonce };
    const filled = await fill(searchParams);
    return html(response, controlPage({ ...page, ...(filled && { filled }) }), nonce);
  }

  /** Does what the form says, as anybody would in another terminal. */
  async function perform(values: Readonly<Record<string, string>>): Promise<Done> {
    const as = role.safeParse(values.as).data;
    const words = wordsFor(values, actions);
    if (typeof words === 'string') return { command: 'nothing', exitCode: 2, said: words };
    const output = new PassThrough();
    const input = new PassThrough();
    input.end();
    const { world } = session;
    // no terminal: a question is answered by the option that the form has given, or not at all
    const streams = { stdin: input, stdout: output, stderr: output } as unknown as Pick<
      Session['world'],
      'stdin' | 'stdout' | 'stderr'
    >;
    const apart = { ...session, world: { ...world, ...streams } };
    const doing = act(apart, { words, as, dataDirectory })
      .catch((error: unknown) => {
        output.write(error instanceof Error ? error.message : String(error));
        return 1;
      })
      .finally(() => output.end());
    const [exitCode, said] = await Promise.all([doing, readText(output)]);
    const asRole = as === undefined ? [] : ['--as', as];
    return { command: shellCommand('kontor', 'dev', 'do', ...asRole, ...words), exitCode, said };
  }

  /** What would be sent of a webhook, to be edited. */
  async function fill(wanted: URLSearchParams) {
    const type = sentWebhookType.safeParse(wanted.get('type')).data;
    const action = actions.find(({ id, isFilled }) => isFilled && id === wanted.get('action'));
    const call = await callAsCustomer();
    if (type === undefined || action === undefined || call === undefined) return undefined;
    const about = await subjectOf({ call }, { team: CUSTOMER.slug, integration: sold.slug });
    const payload = JSON.stringify(samplePayload(type, about, new Date()), null, 2);
    return { action: action.id, values: { type, payload } };
  }

  async function callAsCustomer() {
    const dev = await readDevFile(dataDirectory);
    if (dev?.customer === undefined) return undefined;
    const { interrupted } = session.world;
    const { token } = dev.customer;
    return createCall({ host: dev.hostUrl, token, interrupted, leftMs: () => LIMIT_MS });
  }

  async function newestCalls(): Promise<readonly ProviderCall[]> {
    const call = await callAsCustomer();
    if (call === undefined) return [];
    const { body } = await call(providerCallEndpoints.listProviderCalls, {
      params: { team: PROVIDER_TEAM.slug, integration: sold.slug },
      query: { limit: SHOWN_CALLS },
    });
    return body.calls;
  }
}

/** The words of what was chosen, or what is wrong with it. */
function wordsFor(
  values: Readonly<Record<string, string>>,
  actions: readonly Action[],
): readonly string[] | string {
  if (values.action === 'command') {
    const words = wordsOf(values.command ?? '');
    return words === undefined || words.length === 0 ? 'That is no command.' : words;
  }
  const action = actions.find(({ id }) => id === values.action);
  if (action === undefined) return 'There is no such action.';
  return flawIn(action, values) ?? action.words(values);
}

async function formOf(request: IncomingMessage): Promise<Readonly<Record<string, string>>> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > LONGEST_FORM_BYTES) throw new Error('The form is too long.');
    parts.push(part);
  }
  const form = new URLSearchParams(Buffer.concat(parts).toString('utf8'));
  return Object.fromEntries([...form].map(([name, value]) => [name, value.trim()]));
}

function html(response: ServerResponse, body: string, nonce = ''): void {
  const own = `'nonce-${nonce}'`;
  response
    .writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': `default-src 'none'; style-src ${own}; script-src ${own}; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    })
    .end(body);
}

function end(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(text);
}
