import { expect, test } from 'vitest';
import { isFromOwnPage, ownOrigins } from './own-origins.ts';

test('a public host has one origin', () => {
  expect(ownOrigins('https://market.example.com/kontor')).toEqual(['https://market.example.com']);
});

test('a host on the own machine has every name of that machine', () => {
  expect(ownOrigins('http://localhost:4680')).toEqual([
    'http://localhost:4680',
    'http://127.0.0.1:4680',
    'http://[::1]:4680',
  ]);
});

test.each([
  ['its own origin', { origin: 'https://own.test' }, true],
  ['same-origin metadata', { 'sec-fetch-site': 'same-origin' }, true],
  ['another origin', { origin: 'https://evil.test' }, false],
  ['the null origin', { origin: 'null' }, false],
  ['neither header', {}, false],
  ['metadata of a sister site', { 'sec-fetch-site': 'same-site' }, false],
  [
    'metadata of another site',
    { 'sec-fetch-site': 'cross-site', origin: 'https://own.test' },
    false,
  ],
  ['metadata of a typed address', { 'sec-fetch-site': 'none' }, false],
])('a request with %s is judged', (_name, headers, isOwn) => {
  expect(isFromOwnPage(headers, ['https://own.test'])).toBe(isOwn);
});
