import { randomInt } from 'node:crypto';
import { expect, test } from 'vitest';
import { CompressibleText } from './compressible-text.ts';
import { KeptBodies } from './kept-bodies.ts';
import { preparedJson } from './prepared-json.ts';

const MEGABYTE = 1024 * 1024;

/** Letters of which a copy takes nearly half, further apart than it looks back for what it has seen. */
const LETTERS = Array.from({ length: 40_000 }, () => randomInt(8)).join('');
const TEXT = LETTERS.repeat(MEGABYTE / LETTERS.length);

test('bodies with their copies take no more than is meant for them', async () => {
  const kept = new KeptBodies<{ text: string }>({ areCompressible: true });
  const keys = Array.from({ length: 24 }, (_, index) => String(index));
  for (const key of keys) kept.keep(key, { tag: key, body: { text: TEXT } });

  const left = keys.flatMap((key) => kept.get(key) ?? []);
  let bytes = 0;
  for (const { body } of left) {
    const text = preparedJson(body);
    if (!(text instanceof CompressibleText)) throw new Error('a body is not compressible');
    const copy = await text.compressed();
    expect(copy).not.toBeNull();
    // what it is made of is counted as twice its text
    bytes += 3 * text.plain.length + (copy?.length ?? 0);
  }

  expect(left.length).toBeGreaterThan(16);
  expect(bytes).toBeLessThanOrEqual(64 * MEGABYTE);
});
