import { expect, test } from 'vitest';
import { machine } from './stand-in/kontor.ts';
import { marketplace } from './stand-in/marketplace.ts';

const ALL = ['--accept-all'];

test('the catalogue is read without signing in', async () => {
  const host = await marketplace();
  const { kontor } = machine();
  const env = { KONTOR_HOST_URL: host.address };

  const listed = await kontor(['catalog', 'lag'], { env });
  const shown = await kontor(['catalog', 'show', 'lagoon'], { env });
  const none = await kontor(['catalog', 'show', 'lagon'], { env });

  expect(listed).toMatchObject({ code: 0 });
  expect(listed.stdout.split('\n')).toHaveLength(3);
  expect(listed.stdout).toMatch(
    /^INTEGRATION +NAME +PRODUCTS .*\nlagoon +Lagoon +postgres, cache /,
  );
  expect(shown).toMatchObject({ code: 0 });
  expect(shown.stdout).toContain('eula: the licence agreement, https://lagoon.example/eula');
  expect(shown.stdout).toMatch(/region +string +yes +fra1, iad1/);
  expect(none).toMatchObject({ code: 4, stdout: '' });
  expect(none.stderr).toContain("Did you mean 'lagoon'?");
});

test("a provider's texts cannot play with the terminal, whatever they are printed in", async () => {
  const host = await marketplace({
    refusal: { code: 'provider_refused', message: 'No\u001b[2J.', userMessage: '\u009b31mSorry' },
  });
  const { kontor } = machine();
  const env = host.signedIn;

  const table = await kontor(['catalog'], { env });
  const page = await kontor(['catalog', 'show', 'tides'], { env });
  const error = await kontor(['install', 'tides', ...ALL], { env });
  const json = await kontor(['catalog', 'show', 'tides', '--json'], { env });

  expect(table.stdout).toContain('Tides red');
  expect(page.stdout).toContain('Tides red, by');
  expect(page.stdout).toContain('\nMoving water\n');
  expect(error.stderr).toContain('error: No.\n  Sorry\n');
  for (const { stdout, stderr } of [table, page, error, json]) {
    expect((stdout + stderr).replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  }
  expect(JSON.parse(json.stdout).integration.name).toBe('Tides\u001b[31m\u0007\nred');
});

test('terms are accepted by name, or all of them', async () => {
  const host = await marketplace();
  const { kontor } = machine();
  const env = host.signedIn;

  const silent = await kontor(['install', 'lagoon'], { env });
  const partly = await kontor(['install', 'lagoon', '--accept', 'toc', '--yes'], { env });
  const misspelt = await kontor(['install', 'lagoon', '--accept', 'tos'], { env });

  for (const refused of [silent, partly]) {
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toMatch(/try: kontor install lagoon .*--accept toc,privacy,eula\n/);
    expect(refused.stderr).toContain('https://lagoon.example/privacy');
  }
  expect(misspelt).toMatchObject({ code: 2, stdout: '' });
  expect(misspelt.stderr).toContain('no terms called tos');
  expect(host.requestsTo('install')).toEqual([]);

  const installed = await kontor(['install', 'lagoon', '--accept', 'toc,privacy,eula'], { env });

  expect(installed).toMatchObject({
    code: 0,
    stdout: `Installed Lagoon as ${host.installations[0]?.id}.\n`,
  });
  expect(host.requestsTo('install')).toMatchObject([
    { body: { integration: 'lagoon', acceptedPolicies: ['toc', 'privacy', 'eula'] } },
  ]);

  const again = await kontor(['install', 'lagoon', ...ALL, '--json'], { env });

  expect(again).toMatchObject({ code: 5, stderr: '' });
  expect(JSON.parse(again.stdout)).toMatchObject({
    error: { code: 'already_installed', exitCode: 5, installationId: host.installations[0]?.id },
  });
});

test('a slow provider is waited for, or left to go on', async () => {
  const host = await marketplace({ asksUntilDone: 2 });
  const { kontor } = machine();
  const env = host.signedIn;

  const left = await kontor(['install', 'tides', ...ALL, '--no-wait', '--json'], { env });
  const waited = await kontor(['install', 'lagoon', ...ALL], { env });

  expect(left).toMatchObject({ code: 7, stderr: '' });
  expect(JSON.parse(left.stdout)).toMatchObject({
    installation: { lifecycle: 'installing' },
    operation: { status: 'running' },
  });
  expect(waited).toMatchObject({ code: 0 });
  expect(host.installations.map(({ lifecycle }) => lifecycle)).toEqual(['installing', 'installed']);
});

test('a wait that takes too long ends with 7 and says how to go on', async () => {
  const host = await marketplace({ asksUntilDone: 1000 });
  const { kontor } = machine();

  const ended = await kontor(['install', 'lagoon', ...ALL, '--timeout', '3'], {
    env: host.signedIn,
  });

  expect(ended).toMatchObject({ code: 7 });
  expect(ended.stderr).toContain(`kontor operations show ${host.operations[0]?.id} --wait`);
});

test.each([
  ['at once', 0],
  ['later', 1],
])('a provider that refuses %s is quoted, with exit code 6', async (_, asksUntilDone) => {
  const refusal = {
    code: 'provider_refused',
    message: 'The provider refused (403 forbidden): your country is not served',
    userMessage: 'We are sorry.',
    url: 'https://lagoon.example/why',
  };
  const host = await marketplace({ asksUntilDone, refusal });
  const { kontor } = machine();

  const refused = await kontor(['install', 'lagoon', ...ALL], { env: host.signedIn });

  expect(refused).toMatchObject({ code: 6, stdout: '' });
  expect(refused.stderr).toContain('your country is not served');
  expect(refused.stderr).toContain('https://lagoon.example/why');
});

test('uninstalling asks first, and says what goes with it', async () => {
  const host = await marketplace();
  const { kontor } = machine();
  const env = host.signedIn;
  await kontor(['resource', 'create', 'lagoon/cache', '--name', 'orders', ...ALL], { env });

  const unsure = await kontor(['uninstall', 'lagoon'], { env });
  const sure = await kontor(['uninstall', 'lagoon', '--yes'], { env });
  const gone = await kontor(['uninstall', 'lagoon', '--yes'], { env });

  expect(unsure).toMatchObject({ code: 2, stdout: '' });
  expect(unsure.stderr).toContain('These resources go with it: orders.');
  expect(sure).toMatchObject({ code: 0, stdout: 'Uninstalled Lagoon.\n' });
  expect(gone).toMatchObject({ code: 4, stdout: '' });
  expect(await kontor(['installations'], { env })).toMatchObject({
    stdout: 'Nothing is installed.\n',
  });
  const former = await kontor(['installations', '--ended'], { env });
  expect(former.stdout).toMatch(/lagoon +native +uninstalled /);
});
