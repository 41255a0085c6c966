import { type ChildProcess, fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@kontor/embedded-postgres';
import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { freePort } from '@kontor/testing';
import { createApi } from '../apps/server/test/world/api-client.ts';

/** A durable database, a host in its own process, and a provider that answers at once. */
export async function startBenchWorld({
  dashboardFolder,
  recordsStatements = false,
}: {
  dashboardFolder?: string;
  recordsStatements?: boolean;
} = {}) {
  const directory = await mkdtemp(join(tmpdir(), 'kontor-bench-'));
  const statementsPath = join(directory, 'statements.jsonl');
  const postgres = await startEmbeddedPostgres({ directory: join(directory, 'postgres') });
  const port = await freePort();
  const base = { BENCH_DATABASE_URL: postgres.url, BENCH_DATA: directory };
  const { host, emptyUrl } = await startHost({
    ...base,
    BENCH_PORT: String(port),
    ...(dashboardFolder === undefined ? {} : { BENCH_DASHBOARD: dashboardFolder }),
    ...(recordsStatements ? { BENCH_STATEMENTS: statementsPath } : {}),
  });
  const url = `http://127.0.0.1:${port}`;
  const provider = await startInstantProvider();
  const token = await signUp(url);
  const api = createApi(url, token);
  const team = 'bench';
  await api(k.createTeam, { body: { name: 'Bench', slug: team } });
  const { integration, installation } = await publishAndInstall(api, {
    team,
    slug: 'instant',
    baseUrl: provider.url,
  });
  return {
    url,
    /** Where the routes are that do nothing. */
    emptyUrl,
    databaseUrl: postgres.url,
    directory,
    token,
    team,
    api,
    provider,
    integration,
    /** Where the host's statements are written, if they are. */
    statementsPath,
    installation,
    /** Has another process work beside the host, which is asked nothing. Answers how it is ended. */
    startWorker: async () => {
      const worker = await startHost({ ...base, BENCH_ROLE: 'worker' });
      return () => stopped(worker.host);
    },
    stop: async () => {
      await stopped(host);
      provider.stop();
      await postgres.stop();
      await rm(directory, { recursive: true });
    },
  };
}

/** Has a team publish a provider with one product, and installs it there. */
export async function publishAndInstall(
  api: ReturnType<typeof createApi>,
  {
    team,
    slug,
    baseUrl,
  }: { readonly team: string; readonly slug: string; readonly baseUrl: string },
) {
  const params = { team };
  const registered = await api(k.createIntegration, {
    params,
    body: {
      slug,
      name: slug,
      developer: 'Bench',
      shortDescription: 'Measures the host',
      category: 'Databases',
      contactEmail: 'bench@test.example',
      baseUrl,
    },
  });
  const integration = registered.body.integration.id;
  await api(k.putProduct, {
    params: { ...params, integration, product: 'db' },
    body: { name: 'Database', metadataSchema: { type: 'object', properties: {} } },
  });
  await api(k.updateIntegration, {
    params: { ...params, integration },
    body: { isPublished: true },
  });
  const installed = await api(k.install, {
    params,
    body: { integration, acceptedPolicies: ['toc'] },
  });
  return { integration, installation: installed.body.installation.id };
}

export type BenchWorld = Awaited<ReturnType<typeof startBenchWorld>>;

type StartedHost = { readonly host: ChildProcess; readonly emptyUrl: string };

function startHost(env: Record<string, string>): Promise<StartedHost> {
  const child = fork(new URL('host-process.ts', import.meta.url), {
    env: { ...process.env, ...env },
  });
  return new Promise((resolve, reject) => {
    child.once('message', (told: { emptyUrl: string }) => resolve({ host: child, ...told }));
    child.once('exit', (code) => reject(new Error(`the host ended with ${code}`)));
  });
}

function stopped(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}

/** Does nothing but answer: what is left of a provision's time is the host's own. */
export async function startInstantProvider() {
  let made = 0;
  let accessToken: string | undefined;
  const server = http.createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      accessToken ??= tokenIn(Buffer.concat(pieces).toString());
      if (request.method === 'POST') made += 1;
      const body = answerTo(request, `db_${made}`);
      response.writeHead(200, { 'content-type': 'application/json' }).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    /** What it was handed when it was installed. */
    accessToken: () => accessToken ?? '',
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** The credential in the body of an installation, if it is one. */
function tokenIn(body: string): string | undefined {
  return /"access_token":"([^"]+)"/.exec(body)?.[1];
}

const free = { id: 'free', type: 'subscription', name: 'Free', description: '' } as const;

/** What a provider answers, which has made a database where it is asked to. */
export function answerTo({ method, url = '' }: http.IncomingMessage, id: string): string {
  if (method === 'POST') return provisionAnswer(id);
  return url.split('?')[0]?.endsWith('/plans')
    ? JSON.stringify({ plans: [{ ...free, paymentMethodRequired: false }] })
    : '{}';
}

function provisionAnswer(id: string): string {
  return JSON.stringify({
    id,
    productId: 'db',
    name: id,
    metadata: {},
    status: 'ready',
    billingPlan: free,
    secrets: [{ name: 'DATABASE_URL', value: `postgres://u:p@db.test/${id}` }],
  });
}

/** Of whoever the team belongs to. */
export const credentials = { email: 'bench@test.example', password: 'bench bench' };

/** Makes an account, and answers a token for it. Whoever asks comes from a page of the host, at `origin`. */
export async function signUp(url: string, origin: string = url): Promise<string> {
  const headers = { 'content-type': 'application/json', origin };
  const answer = await fetch(`${url}/kontor/v1/auth/sign-up/email`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ name: 'Bench', ...credentials }),
  });
  const cookie = answer.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');
  const made = await createApi(url, undefined)(k.createToken, {
    body: { name: 'bench' },
    headers: { cookie, origin },
  });
  return made.body.secret;
}
