import { type EventType, eventTypes } from '@kontor/protocol/vocabulary';
import { expect, test } from 'vitest';
import { eventText } from './event-text.ts';
import type { Known } from './text.ts';

/** What any event may know, so that each sentence is also said with everything it can say. */
const everything: Known = {
  ...{ name: 'orders', formerName: 'shop', environment: 'production', formerEnvironment: 'old' },
  ...{ before: { role: 'viewer', status: 'ready' }, after: { role: 'owner', status: 'suspended' } },
  ...{ amount: '12.50', invoiceTotal: '99.00', spent: '8.00', share: 80, message: 'It is away.' },
  ...{ environments: ['production', 'preview'], names: ['A', 'B'], reason: 'It was late.' },
  ...{ kind: 'provision', action: 'migrate', status: 'running', conclusion: null, version: 3 },
};

test('every type of event has a sentence of its own', () => {
  const said = eventTypes.map((type) => eventText(type));

  expect(said.filter((text) => !/^[A-Z][^_]*[^.:,\s]$/.test(text))).toEqual([]);
  expect(said.filter((text) => text.split(' ').length < 3)).toEqual([]);
});

test('no sentence has a hole, or what only a program reads, in it', () => {
  const said = eventTypes.map((type) => eventText(type, everything));

  expect(said.filter((text) => /undefined|null|\[object|\{|,,|: :|_/.test(text))).toEqual([]);
});

test('no two types of events read the same', () => {
  const said = eventTypes.map((type) => eventText(type));

  expect(said.filter((text, index) => said.indexOf(text) !== index)).toEqual([]);
});

test.each<[EventType, Known, string]>([
  ['project.created', { name: 'shop' }, 'A project was created: shop'],
  [
    'member.updated',
    { before: { role: 'viewer' }, after: { role: 'admin' } },
    'A member who was viewer is admin now',
  ],
  [
    'connection.created',
    { environments: ['production', 'preview'] },
    'A resource was connected to a project (production, preview)',
  ],
  [
    'spend.warned',
    { share: 80, spent: '4.10', amount: '5' },
    '80 % of a limit is spent: $4.10 of $5',
  ],
  ['spend.warned', { share: 80 }, '80 % of a limit is spent'],
  [
    'resource.provision-failed',
    { name: 'orders', code: 'conflict', message: 'The name is taken.' },
    'A resource could not be made: orders: The name is taken.',
  ],
])('%s with what it knows', (type, data, text) => {
  expect(eventText(type, data)).toBe(text);
});

test('what a provider says at length is cut, and between letters', () => {
  const text = eventText('resource.removal-failed', { message: '🚧'.repeat(10_000) });

  expect(text).toBe(`A resource could not be deleted: ${'🚧'.repeat(160)} …`);
});

test('what an older version has called otherwise goes by its type', () => {
  expect(eventText('thing.happened', { name: 'a' })).toBe('thing.happened: a');
  expect(eventText('toString')).toBe('toString');
});
