import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildInvoice, ratio } from '@kontor/provider';
import { freePort } from '@kontor/testing';
import ts from 'typescript';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { installing, provisioning } from './provider-under-test.ts';
import { clientId, installationId, startTestHost, type TestHost } from './test-host.ts';

const packageDirectory = fileURLToPath(new URL('..', import.meta.url));
const rootDirectory = join(packageDirectory, '../..');

let host: TestHost;
let source: string;
let signingOn: string;
let invoices: string;
let stores: string;
beforeAll(async () => {
  host = await startTestHost();
  const readme = await readFile(join(packageDirectory, 'README.md'), 'utf8');
  const blocks = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, code = '']) => code);
  const [about = '', ...others] = blocks;
  const blockWith = (text: string) => others.find((code) => code.includes(text)) ?? '';
  source = about;
  signingOn = blockWith('singleSignOn.signIn(request)');
  invoices = blockWith('buildInvoice({');
  stores = blockWith('redisIdempotencyStore(');
});
afterAll(() => host.stop());

test('the provider of the README has fewer than 60 lines', () => {
  const lines = source.trim().split('\n');

  expect(lines.length).toBeGreaterThan(20);
  expect(lines.length).toBeLessThan(60);
});

test('the provider of the README satisfies the strict compiler', () => {
  expect(complaintsAbout(source)).toEqual([]);
});

test('single sign-on of the README satisfies the strict compiler', () => {
  const given = `
import { createSingleSignOn, ProviderError, refusalResponse, vercelHost as host } from '@kontor/provider';
declare const clientId: string;
declare const clientSecret: string;
declare const openSession: (of: object) => Promise<string>;
`;

  expect(signingOn).not.toBe('');
  expect(complaintsAbout(given + signingOn)).toEqual([]);
});

test('the invoice of the README is one that can be sent', async () => {
  const given = "const [installationId, resourceId] = ['icfg_1', 'queue_1'];\n";
  const imports = "import { buildInvoice, ratio } from '@kontor/provider';\n";
  expect(complaintsAbout(imports + given + invoices)).toEqual([]);

  const code = invoices.replace('export const {', 'const {');
  const run = new Function(
    'buildInvoice',
    'ratio',
    `${given}${code}; return { total, isBelowMinimum }`,
  );

  expect(run(buildInvoice, ratio)).toEqual({ total: '57.44', isBelowMinimum: false });
});

test('stores of the README satisfy the strict compiler, with the clients that it names', () => {
  const given = `
import { redisIdempotencyStore, redisUsageStore, sealWith, sqlIdempotencyStore, sqlStoreTables, sqlUsageStore } from '@kontor/provider';
import { Pool } from 'pg';
import { createClient } from '@redis/client';
declare const secret: string;
const pool = new Pool();
const redis = createClient();
`;

  expect(stores).not.toBe('');
  expect(complaintsAbout(given + stores)).toEqual([]);
});

test('the compiler does look: a handler that answers something else is a complaint', () => {
  const wrong = source.replace('forProduct: () => [free]', 'forProduct: () => free');

  expect(complaintsAbout(wrong)).not.toEqual([]);
});

test('the provider of the README runs from installing to uninstalling', async () => {
  const running = await runReadme();
  const path = `/v1/installations/${installationId}`;

  const installed = await running.call('PUT', path, installing);
  const made = await running.call('POST', `${path}/resources`, provisioning);
  const { id, secrets } = made.json as { id: string; secrets: object[] };
  const read = await running.call('GET', `${path}/resources/${id}`);
  const plans = await running.call('GET', '/v1/products/queue/plans');
  const removed = await running.call('DELETE', `${path}/resources/${id}`);
  const gone = await running.call('GET', `${path}/resources/${id}`);
  const uninstalled = await running.call('DELETE', path);
  await running.stop();

  expect([installed, made, read, plans, removed, gone, uninstalled].map((x) => x.status)).toEqual([
    200, 200, 200, 200, 204, 404, 200,
  ]);
  expect(secrets).toMatchObject([{ name: 'QUEUE_TOKEN' }]);
  expect(read.json).not.toHaveProperty('secrets');
  expect(plans.json).toMatchObject({ plans: [{ id: 'free' }] });
});

/** What the examples have in common, most of it the compiler's own library, is parsed once. */
const parsed = new Map<string, ts.SourceFile | undefined>();

/** What the compiler says of a file of this package with that text. */
function complaintsAbout(text: string): string[] {
  const path = join(packageDirectory, 'readme-example.ts');
  const { config } = ts.readConfigFile(join(rootDirectory, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, rootDirectory);
  const compilerHost = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = compilerHost;
  const read = (...[name, ...rest]: Parameters<typeof getSourceFile>) => {
    if (!parsed.has(name)) parsed.set(name, getSourceFile(name, ...rest));
    return parsed.get(name);
  };
  compilerHost.getSourceFile = (name, ...rest) =>
    name === path ? ts.createSourceFile(name, text, ts.ScriptTarget.ES2024) : read(name, ...rest);
  compilerHost.fileExists = (name) => name === path || fileExists(name);
  const program = ts.createProgram([path], options, compilerHost);
  return ts
    .getPreEmitDiagnostics(program, program.getSourceFile(path))
    .filter(({ file }) => file?.fileName === path)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

/** Runs the provider in a process of its own, as a reader would. */
async function runReadme() {
  const port = await freePort();
  const child = spawn(process.execPath, ['--input-type=module-typescript', '--eval', source], {
    cwd: packageDirectory,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      PORT: String(port),
      KONTOR_CLIENT_ID: clientId,
      KONTOR_ISSUER: host.issuer,
      KONTOR_HOST_URL: host.apiUrl,
    },
  });
  const url = `http://127.0.0.1:${port}`;
  await expect
    .poll(
      () =>
        fetch(url).then(
          () => 'up',
          () => 'down',
        ),
      { timeout: 20_000 },
    )
    .toBe('up');
  return {
    stop: async () => {
      child.kill();
      await once(child, 'exit');
    },
    call: async (method: string, path: string, body?: object) => {
      const auth = method === 'GET' ? 'system' : 'user';
      const token = auth === 'user' ? await host.userToken() : await host.systemToken();
      const response = await fetch(`${url}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'x-vercel-auth': auth },
        body: body ? JSON.stringify(body) : null,
      });
      const text = await response.text();
      return { status: response.status, json: text === '' ? undefined : JSON.parse(text) };
    },
  };
}
