import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson, type JsonValue } from './canonical-json.ts';
import { type ChainedEvent, chainEvent, linkText, startOfChain, verifyChain } from './chain.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const start = startOfChain('team_a', sha256);

function logOf(events: readonly JsonValue[]): ChainedEvent[] {
  const log: ChainedEvent[] = [];
  for (const event of events) log.push(chainEvent(log.at(-1) ?? start, event, sha256));
  return log;
}

const log = logOf([{ type: 'a' }, { type: 'b' }, { type: 'c' }]);
const [first, second, third] = log as [ChainedEvent, ChainedEvent, ChainedEvent];
const end = { sequence: 3, hash: third.hash };

test('an event is linked to the one before it, and its digest can be computed from an export', () => {
  expect(second).toEqual({
    sequence: 2,
    previousHash: first.hash,
    hash: sha256(`{"event":{"type":"b"},"previousHash":"${first.hash}","sequence":2}`),
    event: { type: 'b' },
  });
});

test('the pieces of a link are its canonical JSON around the digest before it and its number', () => {
  const { beforeHash, beforeSequence, end } = linkText(second.event);

  expect(beforeHash + second.previousHash + beforeSequence + second.sequence + end).toBe(
    canonicalJson({ sequence: 2, previousHash: first.hash, event: { type: 'b' } }),
  );
});

test('an untouched log verifies and answers its head', () => {
  expect(verifyChain({ start, events: log, witness: end }, sha256)).toEqual({
    ok: true,
    value: end,
  });
});

test('a log verifies page by page', () => {
  const page = verifyChain({ start, events: [first] }, sha256);
  expect(page).toEqual({ ok: true, value: { sequence: 1, hash: first.hash } });
  expect(verifyChain({ start: first, events: [second, third] }, sha256)).toEqual({
    ok: true,
    value: end,
  });
});

test('an empty log verifies as its start', () => {
  expect(verifyChain({ start, events: [] }, sha256)).toEqual({ ok: true, value: start });
});

const altered = { ...second, event: { type: 'B' } };
const rehashed = chainEvent(first, { type: 'B' }, sha256);

test.for([
  ['flipped', [first, altered, third], 2, 'altered'],
  ['rewritten with its digest', [first, rehashed, third], 3, 'not_linked'],
  ['dropped', [first, third], 2, 'missing_or_reordered'],
  ['dropped at the front', [second, third], 1, 'missing_or_reordered'],
  ['swapped', [second, first, third], 1, 'missing_or_reordered'],
  ['repeated', [first, first, second], 2, 'missing_or_reordered'],
] as const)('a record that was %s is found', ([, events, sequence, reason]) => {
  expect(verifyChain({ start, events }, sha256)).toEqual({
    ok: false,
    error: { code: 'chain_broken', sequence, reason },
  });
});

test('a log that was cut short is found by a witness', () => {
  expect(verifyChain({ start, events: [first, second], witness: end }, sha256)).toEqual({
    ok: false,
    error: { code: 'chain_broken', sequence: 3, reason: 'truncated' },
  });
});

test('a log that was written anew as a whole is found by a witness', () => {
  const forged = logOf([{ type: 'a' }, { type: 'forged' }, { type: 'c' }]);
  const witness = { sequence: 2, hash: second.hash };

  expect(verifyChain({ start, events: forged }, sha256).ok).toBe(true);
  expect(verifyChain({ start, events: forged, witness }, sha256)).toEqual({
    ok: false,
    error: { code: 'chain_broken', sequence: 2, reason: 'altered' },
  });
});

test('the log of one team does not verify as the log of another', () => {
  const elsewhere = startOfChain('team_b', sha256);
  expect(verifyChain({ start: elsewhere, events: log }, sha256)).toEqual({
    ok: false,
    error: { code: 'chain_broken', sequence: 1, reason: 'not_linked' },
  });
});

const anyEvent = fc.record({ type: fc.string(), note: fc.string() });
const anyLogAndPlace = fc
  .array(anyEvent, { minLength: 2, maxLength: 8 })
  .chain((events) => fc.tuple(fc.constant(logOf(events)), fc.nat({ max: events.length - 2 })));

test('whatever record is changed, the break is reported at its place', () => {
  fc.assert(
    fc.property(anyLogAndPlace, ([events, place]) => {
      const changed = events.map((link, index) =>
        index === place ? { ...link, event: { other: true } } : link,
      );
      expect(verifyChain({ start, events: changed }, sha256)).toMatchObject({
        error: { sequence: place + 1 },
      });
    }),
  );
});

test('whatever record but the last is dropped, the break is reported at its place', () => {
  fc.assert(
    fc.property(anyLogAndPlace, ([events, place]) => {
      const shorter = events.filter((_, index) => index !== place);
      expect(verifyChain({ start, events: shorter }, sha256)).toMatchObject({
        error: { sequence: place + 1 },
      });
    }),
  );
});
