import { readFile, stat } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { person, token } from './stand-in/goods.ts';
import { machine } from './stand-in/kontor.ts';
import { marketplace } from './stand-in/marketplace.ts';
import { PASSWORD } from './stand-in/people.ts';
import { Refused } from './stand-in/serve.ts';

test('a person signs in with a password, is known afterwards, and signs out', async () => {
  const host = await marketplace();
  const { kontor, settingsPath } = machine();

  const signedIn = await kontor(
    ['login', '--host', host.address, '--email', person.email, '--password-stdin'],
    { input: `${PASSWORD}\n` },
  );

  expect(signedIn).toMatchObject({
    code: 0,
    stdout: `Signed in at ${host.address} as ${person.email}.\n`,
  });
  expect(JSON.parse(await readFile(settingsPath, 'utf8'))).toEqual({
    currentHost: host.address,
    hosts: { [host.address]: { token, as: person.email, team: 'acme' } },
  });
  expect((await stat(settingsPath)).mode & 0o777).toBe(0o600);
  expect(host.requestsTo('createToken')).toMatchObject([
    { headers: { origin: host.address, cookie: 'kontor.session=good' } },
  ]);
  expect(host.requestsTo('/kontor/v1/auth/sign-out')).toHaveLength(1);

  const known = await kontor(['whoami', '--json']);

  expect(known.code).toBe(0);
  expect(JSON.parse(known.stdout)).toMatchObject({
    host: host.address,
    person: { email: person.email },
    team: 'acme',
  });

  const signedOut = await kontor(['logout']);

  expect(signedOut).toMatchObject({ code: 0, stdout: `Signed out at ${host.address}.\n` });
  expect(host.requestsTo('deleteToken')).toMatchObject([{ url: '/kontor/v1/tokens/current' }]);
  expect(await kontor(['whoami'])).toMatchObject({ code: 3, stdout: '' });
  for (const { stdout, stderr } of [signedIn, known, signedOut]) {
    expect(stdout + stderr).not.toContain(token);
  }
});

test('a wrong password is refused and nothing is stored', async () => {
  const host = await marketplace();
  const { kontor, settingsPath } = machine();

  const refused = await kontor(
    ['login', '--host', host.address, '--email', person.email, '--password-stdin'],
    { input: 'wrong' },
  );

  expect(refused).toMatchObject({ code: 3, stdout: '' });
  expect(refused.stderr).toContain('Invalid email or password.\n');
  await expect(stat(settingsPath)).rejects.toThrow('ENOENT');
});

test('a token that is given is checked before it is stored', async () => {
  const host = await marketplace({ teams: ['acme', 'globex'] });
  const { kontor, settingsPath } = machine();
  const env = { KONTOR_HOST_URL: host.address };

  const refused = await kontor(['login', '--token', 'kpt_wrong'], { env });
  const stored = await kontor(['login', '--token', token, '--team', 'globex'], { env });

  expect(refused).toMatchObject({ code: 3, stdout: '' });
  expect(stored.code).toBe(0);
  expect(JSON.parse(await readFile(settingsPath, 'utf8')).hosts[host.address]).toEqual({
    token,
    isGiven: true,
    as: person.email,
    team: 'globex',
  });
});

test('a team that the person is not in is refused, and nothing is stored or left behind', async () => {
  const host = await marketplace({ teams: ['acme', 'globex'] });
  const { kontor, settingsPath } = machine();
  const env = { KONTOR_HOST_URL: host.address };
  const byPassword = ['login', '--email', person.email, '--password-stdin', '--team'];

  const made = await kontor([...byPassword, 'globx'], { env, input: PASSWORD });
  const given = await kontor(['login', '--token', token, '--team', 'nowhere'], { env });

  expect(made).toMatchObject({
    code: 4,
    stdout: '',
    stderr: expect.stringContaining("Did you mean 'globex'?"),
  });
  expect(given).toMatchObject({
    code: 4,
    stderr: expect.stringContaining("There are: 'acme', 'globex'."),
  });
  await expect(stat(settingsPath)).rejects.toThrow('ENOENT');
  // the token that was made is revoked; the one that was given is its owner's
  expect(host.requestsTo('deleteToken')).toHaveLength(1);
  const asked = await kontor(['whoami', '--team', 'nowhere', '--json'], { env: host.signedIn });
  expect(asked.code).toBe(4);
  // what there is is told once
  expect(JSON.parse(asked.stdout).error.message).toMatch(/^[^:]*There are: 'acme', 'globex'\.$/);
});

test("a machine's token is stored with the team it is of, also when it may not look at the team", async () => {
  const { host, kontor, settingsPath } = await machineToken();
  const env = { KONTOR_HOST_URL: host.address };

  const unsaid = await kontor(['login', '--token', token], { env });
  const stored = await kontor(['login', '--token', token, '--team', 'acme'], { env });
  const known = await kontor(['whoami'], { env });

  expect(unsaid).toMatchObject({ code: 2, stdout: '' });
  expect(unsaid.stderr).toContain('--team');
  expect(stored).toMatchObject({
    code: 0,
    stdout: `Signed in at ${host.address} as a machine of acme.\n`,
  });
  expect(JSON.parse(await readFile(settingsPath, 'utf8')).hosts[host.address].team).toBe('acme');
  expect(known).toMatchObject({ code: 0 });
});

/** A host where the token is a machine's that may do very little. */
async function machineToken() {
  const forbid = () => {
    throw new Refused(403, 'forbidden', 'This needs more than the token has.');
  };
  const host = await marketplace({ handlers: { getMe: forbid, getTeam: forbid } });
  return { host, ...machine() };
}

test('with an e-mail address and no terminal, login names the option for the password', async () => {
  const host = await marketplace();
  const { kontor } = machine();

  const noPassword = await kontor(['login', '--host', host.address, '--email', person.email]);
  const noEmail = await kontor(['login', '--host', host.address, '--password-stdin']);

  expect(noPassword).toMatchObject({ code: 2, stdout: '' });
  expect(noPassword.stderr).toContain('--password-stdin');
  expect(noEmail).toMatchObject({ code: 2, stdout: '' });
  expect(noEmail.stderr).toContain('--email <address>');
});

test('logging out where the host is gone still forgets the token', async () => {
  const host = await marketplace();
  const { kontor } = machine();
  await kontor(['login', '--host', host.address, '--token', token]);
  await host.close();

  const signedOut = await kontor(['logout', '--json']);

  expect(signedOut.code).toBe(0);
  expect(JSON.parse(signedOut.stdout)).toEqual({
    host: host.address,
    wasSignedIn: true,
    isRevoked: false,
  });
  expect(await kontor(['whoami'])).toMatchObject({ code: 3 });
});

test('each host has its own profile, and a token goes to no other', async () => {
  const [one, two] = [await marketplace(), await marketplace()];
  const { kontor } = machine();
  await kontor(['login', '--host', one.address, '--token', token]);
  await kontor(['login', '--host', two.address, '--token', token]);
  await kontor(['logout', '--host', one.address]);

  expect(await kontor(['whoami', '--host', one.address])).toMatchObject({ code: 3 });
  expect(await kontor(['whoami'])).toMatchObject({ code: 0 });
  expect(two.recorded.every(({ headers }) => headers.authorization === `Bearer ${token}`)).toBe(
    true,
  );
});

test('in several teams, a command wants to know which; the choice is remembered', async () => {
  const host = await marketplace({ teams: ['acme', 'globex'] });
  const { kontor } = machine();
  await kontor(['login', '--host', host.address, '--token', token]);

  const unsaid = await kontor(['projects', 'list']);
  const chosen = await kontor(['teams', 'use', 'globex']);
  const remembered = await kontor(['projects', 'list']);
  const unknown = await kontor(['projects', 'list', '--team', 'globx']);

  expect(unsaid).toMatchObject({ code: 2, stdout: '' });
  expect(unsaid.stderr).toContain('acme, globex');
  expect(unsaid.stderr).toContain('--team <slug>');
  expect(chosen).toMatchObject({ code: 0 });
  expect(remembered).toMatchObject({ code: 0 });
  expect(host.requestsTo('listProjects').map(({ url }) => url)).toContain(
    '/kontor/v1/teams/globex/projects',
  );
  expect(unknown).toMatchObject({ code: 4, stdout: '' });
  expect(unknown.stderr).toContain("Did you mean 'globex'?");
});

test('settings that cannot be read are named, not overwritten', async () => {
  const { kontor, settingsPath } = machine();
  const host = await marketplace();
  await kontor(['login', '--host', host.address, '--token', token]);
  const { writeFile } = await import('node:fs/promises');
  await writeFile(settingsPath, '{"hosts": 3');

  const refused = await kontor(['whoami']);

  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr).toContain(settingsPath);
  expect(await readFile(settingsPath, 'utf8')).toBe('{"hosts": 3');
});
