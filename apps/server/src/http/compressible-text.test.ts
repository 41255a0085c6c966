import { randomBytes } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { COMPRESSED_FROM, CompressibleText } from './compressible-text.ts';

const long = (letter: string) => new CompressibleText(letter.repeat(COMPRESSED_FROM));

test('all who want a text compressed are given the one copy that is made of it', async () => {
  const text = long('a');

  const [first, second] = await Promise.all([text.compressed(), text.compressed()]);
  const later = text.compressed();

  expect(first && gunzipSync(first).equals(text.plain)).toBe(true);
  expect(second).toBe(first);
  expect(later).toBe(first);
});

test('no copy is made of a short text, and none is kept that saves less than half', async () => {
  const short = new CompressibleText('a'.repeat(COMPRESSED_FROM - 1));
  const random = new CompressibleText(randomBytes(COMPRESSED_FROM).toString('base64'));

  expect(short.compressed()).toBeNull();
  expect(await random.compressed()).toBeNull();
  expect(random.compressed()).toBeNull();
});

test('while two are compressed a third is sent as it is, and compressed the next time', async () => {
  const [one, two, third] = [long('a'), long('b'), long('c')] as const;
  const copies = [one.compressed(), two.compressed()];

  const beside = third.compressed();
  await Promise.all(copies);
  const behind = await third.compressed();

  expect(beside).toBeNull();
  expect(behind && gunzipSync(behind).equals(third.plain)).toBe(true);
});
