import type { Event } from '@kontor/protocol/kontor';
import { expect, test } from 'vitest';
import { at, id } from './stand-in/goods.ts';
import { inProcess } from './stand-in/in-process.ts';
import { marketplace } from './stand-in/marketplace.ts';
import { Refused } from './stand-in/serve.ts';

const { kontor } = inProcess();

function event(sequence: number, type: string): Event {
  return {
    id: id('evt', sequence),
    teamId: id('team', 1),
    sequence,
    type,
    text: 'It happened',
    at,
    actor: { kind: 'system' },
    subject: { resource: id('store', 1) },
    operationId: null,
    data: {},
    previousHash: '',
    hash: `h${sequence}`,
  } as unknown as Event;
}

/** A host whose streams each bring the next of these events, and end. */
function happening(...types: readonly string[]) {
  const events = types.map((type, index) => event(index + 2, type));
  return marketplace({
    handlers: {
      followEvents: ({ query: { after = 0 } }) => [
        200,
        events.filter(({ sequence }) => sequence > after).slice(0, 1),
      ],
    },
  });
}

const follow = ['events', 'list', '--follow'];

test('what happens is printed as it comes, and a stream that ends is taken up where it was', async () => {
  const host = await happening('resource.provisioned', 'connection.created');

  const followed = await kontor([...follow, '--limit', '2'], { env: host.signedIn });

  expect(followed).toMatchObject({ code: 0, stderr: '' });
  expect(followed.stdout).toMatch(/^2 .*resource\.provisioned.*\n3 .*connection\.created.*\n$/);
  expect(host.requestsTo('followEvents').map(({ url }) => url.split('?')[1])).toEqual([
    'after=1',
    'after=2',
  ]);
});

test('events of one noun are waited for, and a script is told when too few came', async () => {
  const host = await happening('resource.provisioned', 'connection.created');
  const run = (...words: string[]) =>
    kontor([...follow, '--json', ...words], { env: host.signedIn });

  const found = await run('--type', 'connection.*', '--limit', '1');
  const missed = await run('--type', 'project.*', '--limit', '1', '--after', '3', '--timeout', '2');

  expect(found.code).toBe(0);
  expect(JSON.parse(found.stdout).events).toMatchObject([{ type: 'connection.created' }]);
  expect(missed.code).toBe(7);
  expect(JSON.parse(missed.stdout)).toEqual({ events: [] });
});

test('who may not read what happens is told at once', async () => {
  const host = await marketplace({
    handlers: {
      followEvents: () => {
        throw new Refused(403, 'forbidden', 'Your role may not do this.');
      },
    },
  });

  const refused = await kontor([...follow, '--after', '0'], { env: host.signedIn });

  expect(refused).toMatchObject({ code: 1, stdout: '' });
  expect(refused.stderr).toContain('Your role may not do this.');
});
