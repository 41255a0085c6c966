import { expect, test } from 'vitest';
import { freshByte, freshBytes } from './fresh-bytes.ts';

test.each([0, 1, 16, 4095, 4096, 4097, 10_000])(
  '%i bytes are as many as were asked for',
  (length) => {
    expect(freshBytes(length)).toHaveLength(length);
  },
);

test('no bytes are handed out twice, across every refill', () => {
  const drawn = Array.from({ length: 5000 }, () => freshBytes(16).toString('hex'));

  expect(new Set(drawn).size).toBe(drawn.length);
  expect(drawn).not.toContain('0'.repeat(32));
});

test('what is handed out is its own: changing it changes nothing that comes later', () => {
  const first = freshBytes(8);
  const before = first.toString('hex');
  freshBytes(8).fill(0);

  expect(first.toString('hex')).toBe(before);
});

test('single bytes are as fresh as many, across every refill', () => {
  const drawn = Array.from({ length: 5000 }, () =>
    Buffer.from(Array.from({ length: 16 }, freshByte)).toString('hex'),
  );

  expect(new Set(drawn).size).toBe(drawn.length);
  expect(drawn).not.toContain('0'.repeat(32));
});
