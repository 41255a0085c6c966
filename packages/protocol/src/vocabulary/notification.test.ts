import { expect, test } from 'vitest';
import { notification, providerNotification } from './notification.ts';

test.each([
  ['sso:https://acme.test/billing', true],
  ['https://acme.test', true],
  ['http://acme.test', true],
  ['javascript:alert(1)', false],
  ['/billing', false],
])('a link to %s is accepted: %s', (href, isAccepted) => {
  expect(notification.safeParse({ level: 'info', title: 'Hi', href }).success).toBe(isAccepted);
});

test("a provider's nulls and the guides' spelling are read, and a link we do not open is left out", () => {
  expect(
    providerNotification.parse({
      type: 'warning',
      title: 'Hi',
      message: null,
      href: 'javascript:1',
    }),
  ).toEqual({ level: 'warn', title: 'Hi' });
});

test.each([null, 'Hi', { title: 'Hi' }, { level: 'fatal', title: 'Hi' }, { level: 'info' }])(
  '%j is no notification',
  (wrong) => {
    expect(providerNotification.safeParse(wrong).success).toBe(false);
  },
);
