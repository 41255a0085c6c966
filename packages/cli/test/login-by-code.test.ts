import { readFile, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { person, token } from './stand-in/goods.ts';
import { inProcess } from './stand-in/in-process.ts';
import { machine } from './stand-in/kontor.ts';
import { marketplace } from './stand-in/marketplace.ts';
import { type Handlers, Refused } from './stand-in/serve.ts';

type Answer = ReturnType<NonNullable<Handlers['finishDeviceLogin']>>;

const CODE = 'BCDF-GHJK';
const refusal = (
  error: 'authorization_pending' | 'slow_down' | 'access_denied' | 'expired_token',
) => [400, { error, error_description: 'As the standard says.' }] as const;
const given = [200, { access_token: token, token_type: 'Bearer' }] as const;

const beginning = {
  device_code: 'device-code',
  user_code: CODE,
  verification_uri: 'https://market.example/device',
  verification_uri_complete: `https://market.example/device?code=${CODE}`,
  expires_in: 600,
  interval: 1,
};
const begins: Handlers = { beginDeviceLogin: () => [200, beginning] };

/** A host that signs in by a code, and answers these in turn, the last ever after. */
async function host(answers: readonly Answer[], { expiresIn = 600 } = {}) {
  const left = [...answers];
  return marketplace({
    handlers: {
      beginDeviceLogin: () => [200, { ...beginning, expires_in: expiresIn }],
      finishDeviceLogin: () => (left.length > 1 ? left.shift() : left[0]) ?? given,
    },
  });
}

const settingsIn = (folder: string) => join(folder, 'kontor', 'config.json');

test('the address and the code are printed, and the token is stored once it is allowed', async () => {
  const market = await host([refusal('authorization_pending'), given]);
  const { kontor, folder } = inProcess();

  const signedIn = await kontor(['login', '--host', market.address, '--json']);

  expect(signedIn.code).toBe(0);
  expect(JSON.parse(signedIn.stdout)).toMatchObject({ person: { email: person.email } });
  expect(signedIn.stderr).toBe(
    `To sign in, open https://market.example/device?code=${CODE}\nor type ${CODE} at https://market.example/device\n`,
  );
  expect(signedIn.stdout + signedIn.stderr).not.toContain(token);
  expect(JSON.parse(await readFile(settingsIn(folder), 'utf8')).hosts[market.address]).toEqual({
    token,
    as: person.email,
    team: 'acme',
  });
  expect(market.requestsTo('beginDeviceLogin')).toMatchObject([
    { body: { client_id: 'kontor', machine: hostname() } },
  ]);
  expect(market.requestsTo('finishDeviceLogin')).toHaveLength(2);
});

test('a code is waited for as long as it is good, however long another command would wait', async () => {
  const began = performance.now.bind(performance);
  let passedMs = 0;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => began() + passedMs);
  onTestFinished(() => clock.mockRestore());
  let asked = 0;
  const market = await marketplace({
    handlers: {
      ...begins,
      finishDeviceLogin: () => {
        asked += 1;
        passedMs += 290_000;
        return asked < 2 ? refusal('authorization_pending') : given;
      },
    },
  });
  const { kontor } = inProcess();

  const signedIn = await kontor(['login', '--host', market.address]);

  expect(signedIn.code, signedIn.stderr).toBe(0);
  expect(signedIn.stdout).toContain(`as ${person.email}`);
});

test('what was refused, is over or was forgotten to end says so, and nothing is stored', async () => {
  const tries = [
    { market: await host([refusal('access_denied')]), code: 'access_denied' },
    { market: await host([refusal('expired_token')]), code: 'expired_token' },
    // after it was told to be slower there is no time for another question
    { market: await host([refusal('slow_down')], { expiresIn: 2 }), code: 'expired_token' },
  ];

  const ended = await Promise.all(
    tries.map(async ({ market }) => {
      const { kontor, folder } = inProcess();
      const done = await kontor(['login', '--host', market.address, '--json']);
      await expect(stat(settingsIn(folder))).rejects.toThrow('ENOENT');
      return { ...done, asked: market.requestsTo('finishDeviceLogin').length };
    }),
  );

  for (const [index, { code, stdout, asked }] of ended.entries()) {
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({
      error: { code: tries[index]?.code, exitCode: 3, next: [expect.stringContaining('login')] },
    });
    expect(asked).toBe(1);
  }
});

test('a host that does not answer for a while is asked again', async () => {
  let asked = 0;
  const market = await marketplace({
    handlers: {
      ...begins,
      finishDeviceLogin: () => {
        asked += 1;
        if (asked === 1) throw new Refused(503, 'unavailable', 'No database just now.');
        return given;
      },
    },
  });

  const signedIn = await inProcess().kontor(['login', '--host', market.address]);

  expect(signedIn.code, signedIn.stderr).toBe(0);
  expect(asked).toBe(2);
});

test('--timeout ends the wait, and Ctrl-C does; neither leaves anything behind', async () => {
  const market = await host([refusal('authorization_pending')]);
  const { kontor, settingsPath } = machine();
  const login = ['login', '--host', market.address];

  const [late, stopped] = await Promise.all([
    kontor([...login, '--timeout', '2']),
    kontor(login, {
      whileRunning: async (interrupt) => {
        await expect
          .poll(() => market.requestsTo('finishDeviceLogin').length, { timeout: 30_000 })
          .toBeGreaterThan(1);
        interrupt();
      },
    }),
  ]);

  expect(late).toMatchObject({ code: 7, stdout: '' });
  expect(late.stderr).toContain('--timeout');
  expect(stopped).toMatchObject({ code: 130, stdout: '' });
  expect(stopped.stderr).toContain('You are not signed in, and the code is good for nothing');
  await expect(stat(settingsPath)).rejects.toThrow('ENOENT');
});

test('a host that is older says what to do instead', async () => {
  const market = await marketplace({
    handlers: {
      beginDeviceLogin: () => {
        throw new Refused(404, 'route_not_found', 'There is nothing at POST.');
      },
    },
  });
  const { kontor } = inProcess();

  const refused = await kontor(['login', '--host', market.address]);

  expect(refused).toMatchObject({ code: 1, stdout: '' });
  expect(refused.stderr).toContain('Give --email');
});

/** A host that gives these tokens in turn, and how the n-th login there went. */
async function loginsAt(tokens: readonly string[], handlers: Handlers = {}) {
  const left = [...tokens];
  const market = await marketplace({
    tokens,
    handlers: {
      ...begins,
      finishDeviceLogin: () => [200, { access_token: left.shift() ?? '', token_type: 'Bearer' }],
      ...handlers,
    },
  });
  const { kontor, folder } = inProcess();
  return {
    login: (options: readonly string[] = [], env: Readonly<Record<string, string>> = {}) =>
      kontor(['login', '--host', market.address, ...options], { env }),
    stored: async () =>
      JSON.parse(await readFile(settingsIn(folder), 'utf8')).hosts[market.address].token,
    revoked: () =>
      market.requestsTo('deleteToken').map(({ headers }) => headers.authorization?.slice(7)),
  };
}

test('the next login at a host revokes the token of the former, once its own is stored', async () => {
  const seen: unknown[] = [];
  const { login, stored, revoked } = await loginsAt(['kpt_one', 'kpt_two'], {
    deleteToken: async () => {
      seen.push(await stored());
      return [204, null];
    },
  });

  const [first, second] = [await login(), await login()];

  expect([first.code, second.code]).toEqual([0, 0]);
  expect(revoked()).toEqual(['kpt_one']);
  expect(seen).toEqual(['kpt_two']);
});

test('a token that was given, or is the one in the environment, is not revoked by a login', async () => {
  const { login, stored, revoked } = await loginsAt(['kpt_one', 'kpt_two']);

  await login(['--token', 'kpt_two']);
  await login();
  await login([], { KONTOR_TOKEN: 'kpt_one' });

  expect(await stored()).toBe('kpt_two');
  expect(revoked()).toEqual([]);
});

test.each([
  [403, 'forbidden'],
  [404, 'token_not_found'],
  [503, 'unavailable'],
])(
  'a former token that the host does not revoke (%i) is told, and fails no login',
  async (status, code) => {
    const { login, stored } = await loginsAt(['kpt_one', 'kpt_two'], {
      deleteToken: () => {
        throw new Refused(status, code, 'Not this one.');
      },
    });
    await login();

    const again = await login();

    expect(again.code, again.stderr).toBe(0);
    expect(await stored()).toBe('kpt_two');
    expect(again.stderr).toContain('stored before could not be revoked: ');
  },
);
