import { expect, test } from 'vitest';
import { person, token } from './stand-in/goods.ts';
import { machine } from './stand-in/kontor.ts';
import { marketplace } from './stand-in/marketplace.ts';

async function signedInToTwo() {
  const [first, second] = [await marketplace(), await marketplace({ teams: ['beside'] })];
  const { kontor } = machine();
  for (const { address } of [first, second]) {
    await kontor(['login', '--host', address, '--token', token]);
  }
  return { first, second, kontor };
}

test('the hosts that were signed in to are listed, and another one is used without signing in again', async () => {
  const { first, second, kontor } = await signedInToTwo();

  const listed = JSON.parse((await kontor(['hosts', 'list', '--json'])).stdout);
  const used = await kontor(['hosts', 'use', new URL(first.address).host]);
  const who = JSON.parse((await kontor(['whoami', '--json'])).stdout);

  expect(listed.hosts).toEqual([
    { host: first.address, as: person.email, team: 'acme', isSignedIn: true, isCurrent: false },
    { host: second.address, as: person.email, team: 'beside', isSignedIn: true, isCurrent: true },
  ]);
  expect(used).toMatchObject({
    code: 0,
    stdout: `Commands go to ${first.address} now, as ${person.email}.\n`,
  });
  expect(who).toMatchObject({ host: first.address, team: 'acme' });
});

test('a host that is not known, or is meant by two names, is refused with those there are', async () => {
  const { first, second, kontor } = await signedInToTwo();

  const unknown = await kontor(['hosts', 'use', 'nowhere.example', '--json']);
  const ambiguous = await kontor(['hosts', 'use', '127.0.0.1']);
  const none = await machine().kontor(['hosts', 'list']);

  expect(unknown.code).toBe(4);
  expect(JSON.parse(unknown.stdout).error).toMatchObject({
    code: 'host_not_found',
    candidates: [first.address, second.address],
  });
  expect(ambiguous.code).toBe(2);
  expect(ambiguous.stderr).toContain(second.address);
  expect(none.stdout).toContain('You are signed in to no host.');
});
