import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { expect, test, vi } from 'vitest';
import { readEnvironment } from '../src/config/environment.ts';
import { run } from '../src/run.ts';
import { lagoon, token } from './stand-in/goods.ts';
import { machine } from './stand-in/kontor.ts';
import { marketplace } from './stand-in/marketplace.ts';

/** A stream that a person sits at. */
function terminal(size = { columns: 100, rows: 40 }) {
  const stream = new PassThrough();
  let seen = '';
  const waiting: { readonly text: string; readonly resolve: () => void }[] = [];
  const wake = () => {
    for (const each of [...waiting]) {
      if (!seen.includes(each.text)) continue;
      waiting.splice(waiting.indexOf(each), 1);
      each.resolve();
    }
  };
  stream.on('data', (chunk) => {
    seen += chunk;
    wake();
  });
  return {
    stream: Object.assign(stream, { isTTY: true, ...size }) as never,
    seen: () => seen,
    /** Until this text has appeared. */
    shows: (text: string) =>
      new Promise<void>((resolve) => {
        waiting.push({ text, resolve });
        wake();
      }),
  };
}

/** Runs a command at a terminal; `type` plays the person. */
async function atTerminal(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  type: (keys: (text: string) => void, shows: (text: string) => Promise<void>) => Promise<void>,
  size?: { readonly columns: number; readonly rows: number },
) {
  const { folder } = machine();
  const keyboard = new PassThrough();
  const [screen, errors] = [terminal(size), terminal(size)];
  const running = run({
    argv: args,
    environment: readEnvironment({ XDG_CONFIG_HOME: folder, ...env }),
    folder,
    stdin: Object.assign(keyboard, { isTTY: true, setRawMode: () => keyboard }) as never,
    stdout: screen.stream,
    stderr: errors.stream,
    interrupted: new AbortController().signal,
  });
  await Promise.race([running, type((text) => void keyboard.write(text), screen.shows)]);
  return { code: await running, stdout: screen.seen(), stderr: errors.seen() };
}

const ENTER = '\r';
const DOWN = '\u001b[B';

test('terms are shown with their pages, and accepted by a person', async () => {
  const host = await marketplace();

  const { code, stderr } = await atTerminal(
    ['install', 'lagoon'],
    host.signedIn,
    async (keys, shows) => {
      await shows('Do you accept these terms of Lagoon?');
      keys('y');
    },
  );

  expect(code).toBe(0);
  expect(stderr).toContain('https://lagoon.example/eula');
  expect(host.requestsTo('install')).toMatchObject([
    { body: { acceptedPolicies: ['toc', 'privacy', 'eula'] } },
  ]);
});

test('a terminal that says it has no columns is asked as one of the usual width', async () => {
  const host = await marketplace();
  const nothing = { columns: 0, rows: 0 };

  const { code, stdout } = await atTerminal(
    ['install', 'lagoon'],
    host.signedIn,
    async (keys, shows) => {
      await shows('?');
      keys('y');
    },
    nothing,
  );
  const help = await atTerminal(['install', '--help'], {}, async () => {}, nothing);

  expect(code).toBe(0);
  expect(stdout).toContain('Do you accept these terms of Lagoon?');
  expect(Math.max(...help.stdout.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
});

test('a table is as wide as the terminal, and whole where no terminal is or it has no width', async () => {
  const shortDescription = `Databases ${'by the sea '.repeat(12)}`.trim();
  const host = await marketplace({
    handlers: { listCatalog: () => [200, { integrations: [{ ...lagoon, shortDescription }] }] },
  });
  const list = (columns: number, ...more: string[]) =>
    atTerminal(['catalog', ...more], host.signedIn, async () => {}, { columns, rows: 40 });

  const [narrow, unknown, asJson] = [await list(72), await list(0), await list(72, '--json')];
  const piped = await machine().kontor(['catalog'], { env: host.signedIn });

  const widthsOf = (text: string) =>
    stripVTControlCharacters(text)
      .split('\n')
      .map(({ length }) => length);
  expect(narrow.stdout).toMatch(/Databases by.*…\n$/);
  expect(Math.max(...widthsOf(narrow.stdout))).toBeLessThanOrEqual(72);
  for (const { stdout } of [unknown, asJson, piped]) expect(stdout).toContain(shortDescription);
});

test('terms that are not accepted install nothing', async () => {
  const host = await marketplace();

  const { code } = await atTerminal(['install', 'lagoon'], host.signedIn, async (keys, shows) => {
    await shows('Do you accept');
    keys('n');
  });

  expect(code).toBe(2);
  expect(host.requestsTo('install')).toEqual([]);
});

test('what was left out of a command is asked for', async () => {
  const host = await marketplace();

  const { code, stdout } = await atTerminal(
    ['resource', 'create', 'lagoon', '--accept-all'],
    host.signedIn,
    async (keys, shows) => {
      await shows('Which product of Lagoon?');
      keys(ENTER);
      await shows('Region?');
      keys(DOWN);
      keys(ENTER);
      await shows('Name of the resource?');
      keys(ENTER);
      await shows('Which plan?');
      keys(DOWN);
      keys(ENTER);
    },
  );

  expect(code).toBe(0);
  expect(stdout).toContain('Provisioned postgres');
  expect(host.requestsTo('createResource')).toMatchObject([
    {
      body: {
        product: 'iap_postgres',
        name: 'postgres',
        metadata: { region: 'iad1' },
        billingPlanId: 'pro',
      },
    },
  ]);
});

test('an argument that was left out is chosen from what there is', async () => {
  const host = await marketplace();

  const made = await atTerminal(
    ['resource', 'create', '--name', 'orders', '--plan', 'starter', '--accept-all'],
    host.signedIn,
    async (keys, shows) => {
      await shows('Which product?');
      keys(DOWN);
      keys(ENTER);
    },
  );
  const connected = await atTerminal(['connect'], host.signedIn, async (keys, shows) => {
    await shows('Which resource?');
    keys(ENTER);
    await shows('Which project?');
    keys(ENTER);
  });
  const shown = await atTerminal(['resource', 'show'], {}, async () => {});
  const asJson = await atTerminal(['resource', 'show', '--json'], host.signedIn, async () => {});

  expect([made.code, connected.code]).toEqual([0, 0]);
  expect(host.resources).toMatchObject([{ name: 'orders', product: { slug: 'cache' } }]);
  expect(host.connections).toMatchObject([{ projectName: 'web' }]);
  // where nobody is signed in there is nothing to choose from, and a script is never asked
  expect([shown.code, asJson.code]).toEqual([2, 2]);
  expect(shown.stderr).toContain("missing required argument 'resource'");
});

test('signing in opens a browser at the address with the code, unless that is unwanted', async () => {
  const whole = 'https://market.example/device?code=BCDF-GHJK';
  const host = await marketplace({
    handlers: {
      beginDeviceLogin: () => [
        200,
        {
          device_code: 'device-code',
          user_code: 'BCDF-GHJK',
          verification_uri: 'https://market.example/device',
          verification_uri_complete: whole,
          expires_in: 600,
          interval: 1,
        },
      ],
      finishDeviceLogin: () => [200, { access_token: token, token_type: 'Bearer' }],
    },
  });
  const { folder } = machine();
  const opened = join(folder, 'opened');
  await writeFile(join(folder, 'xdg-open'), `#!/bin/sh\necho "$1" >> '${opened}'\n`, {
    mode: 0o755,
  });
  vi.stubEnv('PATH', `${folder}:${process.env.PATH}`);
  vi.spyOn(process, 'platform', 'get').mockReturnValue('linux');
  const env = { KONTOR_HOST_URL: host.address };

  const quietly = await atTerminal(['login', '--no-browser'], env, async () => {});
  const signedIn = await atTerminal(['login'], env, async () => {
    await expect.poll(() => readFile(opened, 'utf8').catch(() => '')).toBe(`${whole}\n`);
  }).finally(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  });

  for (const { code, stderr } of [quietly, signedIn]) {
    expect(code).toBe(0);
    expect(stderr).toContain(`To sign in, open ${whole}`);
    expect(stderr).toContain('Waiting until you have allowed it');
  }
  expect(await readFile(opened, 'utf8')).toBe(`${whole}\n`);
});

test('a team and a project are chosen from a list', async () => {
  const host = await marketplace({ teams: ['acme', 'globex'] });

  const { code } = await atTerminal(['env', 'ls'], host.signedIn, async (keys, shows) => {
    await shows('Which team?');
    keys(DOWN);
    keys(ENTER);
    await shows('Which project?');
    keys(ENTER);
  });

  expect(code).toBe(0);
  expect(host.requestsTo('listEnvironmentVariables')[0]?.url).toContain(
    '/teams/globex/projects/web/',
  );
});

test.each([
  ['no', 'n', 'Nothing was changed'],
  ['Ctrl-C', '\u0003', 'Interrupted'],
])('%s leaves a resource as it is', async (_, key, told) => {
  const host = await marketplace();
  const made = [
    'resource',
    'create',
    'lagoon/cache',
    '--name',
    'db',
    '--accept-all',
    '--plan',
    'pro',
  ];
  await atTerminal(made, host.signedIn, async () => {});

  const { code, stderr } = await atTerminal(
    ['resource', 'delete', 'db'],
    host.signedIn,
    async (keys, shows) => {
      await shows('Delete db with all its data?');
      keys(key);
    },
  );

  expect(code).toBe(130);
  expect(stderr).toContain(told);
  expect(host.requestsTo('deleteTeamResource')).toEqual([]);
});

test('with --json nobody is asked, also at a terminal', async () => {
  const host = await marketplace();

  const { code, stdout } = await atTerminal(
    ['install', 'lagoon', '--json'],
    host.signedIn,
    async () => {},
  );

  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'policies_not_accepted' } });
});

test('a terminal gets colours and progress, unless they are unwanted', async () => {
  const host = await marketplace({ asksUntilDone: 1 });
  const install = (name: string, env: Record<string, string> = {}) =>
    atTerminal(['install', name, '--accept-all'], { ...host.signedIn, ...env }, async () => {});

  const installed = await install('lagoon');
  const refused = await install('lagoon');
  const plain = await install('lagoon', { NO_COLOR: '1' });

  expect(installed.stderr).toContain('\r\u001b[2KInstalling Lagoon');
  expect(refused.stderr).toContain('\u001b[31merror: Lagoon is installed already.\u001b[0m');
  expect(plain.stderr).toContain('error: Lagoon is installed already.\n');
  expect(plain.stderr).not.toContain('\u001b[31m');
});

test('open takes a person to the console by an address that works once, and prints another', async () => {
  const once = 'https://console.test/sso?mode=sso&code=c&state=s';
  const host = await marketplace({
    handlers: { createSsoLink: () => [201, { url: once, expiresAt: '2030-01-01T00:00:00Z' }] },
  });
  await machine().kontor(['install', 'lagoon', '--accept-all'], { env: host.signedIn });
  const { folder } = machine();
  const opened = join(folder, 'opened');
  for (const browser of ['xdg-open', 'open']) {
    await writeFile(
      join(folder, browser),
      `#!/bin/sh\nprintf %s "$1" > '${opened}.new' && mv '${opened}.new' '${opened}'\n`,
      { mode: 0o755 },
    );
  }
  vi.stubEnv('PATH', `${folder}:${process.env.PATH}`);

  const { code, stdout } = await atTerminal(['open', 'lagoon'], host.signedIn, async () => {});
  vi.unstubAllEnvs();

  await expect.poll(() => readFile(opened, 'utf8').catch(() => '')).toBe(once);
  expect([code, stdout.includes('code=')]).toEqual([0, false]);
});
