import { expect, test } from 'vitest';
import { inProcess } from './stand-in/in-process.ts';
import { marketplace } from './stand-in/marketplace.ts';

const { kontor } = inProcess();

const production = ['--environment', 'production'];

test('the versions of an environment are listed, and the one that is read is marked', async () => {
  const { signedIn: env } = await marketplace();

  const { code, stdout } = await kontor(['env', 'history', 'web', ...production], { env });

  expect(code).toBe(0);
  expect(stdout).toMatch(/^VERSION +AT +BECAUSE OF +READ$/m);
  expect(stdout).toMatch(/^3 .*secrets\.updated +yes$/m);
  expect(stdout).toMatch(/^2 .*connection\.created *$/m);
});

test('two versions are compared by name: the last change, unless others are named', async () => {
  const host = await marketplace();

  const last = await kontor(['env', 'diff', 'web', ...production], { env: host.signedIn });
  const far = await kontor(['env', 'diff', 'web', ...production, '--from', '3', '--to', '3'], {
    env: host.signedIn,
  });

  expect(last).toMatchObject({ code: 0, stdout: '+ ADDED\n- GONE\n~ TURNED\n' });
  expect(far.stdout).toBe('Versions 3 and 3 of production of web are the same.\n');
  expect(host.requestsTo('compareEnvironmentVersions').map(({ url }) => url)).toMatchObject([
    expect.stringContaining('from=2&to=3'),
    expect.stringContaining('from=3&to=3'),
  ]);
});

test('an earlier version is read until the newest is asked for, with the command that does', async () => {
  const host = await marketplace();
  const run = (...words: string[]) =>
    kontor(['env', 'rollback', 'web', ...production, ...words], { env: host.signedIn });

  const back = await run('--to', '2');
  const forward = await run('--newest');

  expect(back).toMatchObject({
    code: 0,
    stdout: 'Version 2 of production of web is read until you return to the newest.\n',
  });
  expect(back.stderr).toContain('kontor env rollback web --environment production --newest');
  expect(forward).toMatchObject({ code: 0 });
  expect(host.requestsTo('rollBackEnvironment').map(({ body }) => body)).toEqual([
    { version: 2 },
    { version: null },
  ]);
});

test('a version has to be named, and to be one', async () => {
  const host = await marketplace();
  const run = (...words: string[]) =>
    kontor(['env', 'rollback', 'web', ...words], { env: host.signedIn });

  const none = await run();
  const both = await run('--to', '2', '--newest');
  const word = await run('--to', 'yesterday');
  const unknown = await run('--to', '9');

  expect([none.code, both.code, word.code, unknown.code]).toEqual([2, 2, 2, 4]);
  expect(word.stderr).toContain('--to: is no version');
  expect(host.requestsTo('rollBackEnvironment')).toHaveLength(1);
});
