import { expect, test } from 'vitest';
import { isDomainName } from './domain-name.ts';

test.for([
  'example.com',
  'a.b.c.example.co.uk',
  'xn--bcher-kva.example',
  'bücher.example',
  '例え.テスト',
  '1.example',
  `${'a'.repeat(63)}.com`,
])('%s is a domain name', (text) => {
  expect(isDomainName(text)).toBe(true);
});

test.for([
  '',
  'localhost',
  'example.com.',
  '.com',
  'a..b',
  '-a.com',
  'a-.com',
  'a b.com',
  'https://example.com',
  'example.com/path',
  'example.com:80',
  'user@example.com',
  `${'a'.repeat(64)}.com`,
  `${'a.'.repeat(127)}com`,
])('%j is no domain name', (text) => {
  expect(isDomainName(text)).toBe(false);
});
