import { expect, test } from 'vitest';
import { isSignInFresh, judgeOpenidRequest } from './openid-request.ts';

const challenge = 'a'.repeat(43);
const proven = { code_challenge: challenge, code_challenge_method: 'S256' };

function judge(more: Record<string, string>, repeated: readonly string[] = []) {
  const asked = { response_type: 'code', scope: 'openid', ...more };
  const given = new Map(Object.entries(asked).filter(([, value]) => value !== ''));
  return judgeOpenidRequest({ given, repeated });
}

test('a request is granted what is known of what it asks for', () => {
  const asked = { scope: 'email offline_access openid email', nonce: 'n', ...proven };
  expect(judge(asked)).toEqual({
    ok: true,
    value: {
      scope: 'openid email',
      nonce: 'n',
      codeChallenge: challenge,
      asks: 'as-needed',
      maxAgeSeconds: null,
    },
  });
});

test.each([
  ['', 'as-needed'],
  ['none', 'never'],
  ['consent', 'always'],
  ['select_account consent', 'always'],
  ['login', 'as-needed'],
  ['login consent', 'always'],
])('prompt=%s asks %s', (prompt, asks) => {
  expect(judge({ prompt })).toMatchObject({ value: { asks } });
});

test.each([
  ['no response_type', { response_type: '' }, 'invalid_request'],
  ['another response_type', { response_type: 'code id_token' }, 'unsupported_response_type'],
  ['another response_mode', { response_mode: 'fragment' }, 'invalid_request'],
  ['no scope', { scope: '' }, 'invalid_scope'],
  ['a scope without openid', { scope: 'profile openid2' }, 'invalid_scope'],
  ['a plain challenge', { ...proven, code_challenge_method: 'plain' }, 'invalid_request'],
  ['a challenge of no named method', { code_challenge: challenge }, 'invalid_request'],
  ['a method without a challenge', { code_challenge_method: 'S256' }, 'invalid_request'],
  ['a challenge that no hash is', { ...proven, code_challenge: 'short' }, 'invalid_request'],
  ['a nonce without end', { nonce: 'n'.repeat(1025) }, 'invalid_request'],
  ['a request object', { request: 'e30.e30.' }, 'request_not_supported'],
  ['one at an address', { request_uri: 'https://a.test' }, 'request_uri_not_supported'],
  ['an age that is no number', { max_age: 'young' }, 'invalid_request'],
  ['an age before now', { max_age: '-1' }, 'invalid_request'],
  ['a silent sign-in made anew', { prompt: 'none login' }, 'invalid_request'],
  ['two prompts that exclude each other', { prompt: 'none consent' }, 'invalid_request'],
  ['a prompt that nobody knows', { prompt: 'create' }, 'invalid_request'],
])('%s is refused', (_, more, error) => {
  expect(judge(more)).toMatchObject({ ok: false, error: { error } });
});

const now = new Date('2026-01-05T12:00:00Z');
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);

test.each([
  ['no age is asked for', {}, ago(9999), null, true],
  ['nobody signed in', { max_age: '60' }, null, null, false],
  ['it was lately', { max_age: '60' }, ago(60), null, true],
  ['it was too long ago', { max_age: '60' }, ago(61), null, false],
  ['it has to be anew', { prompt: 'login' }, ago(1), null, false],
  ['it has to be anew, whatever the age', { prompt: 'login', max_age: '60' }, ago(1), null, false],
  ['the age is nothing', { max_age: '0' }, ago(0), null, false],
  ['it was done anew', { prompt: 'login' }, ago(5), ago(10), true],
  ['it was before they were sent', { prompt: 'login' }, ago(15), ago(10), false],
  ['they were sent long ago', { prompt: 'login' }, ago(700), ago(701), false],
])('a sign-in is as fresh as it should be when %s', (_, more, signedInAt, sentAt, isFresh) => {
  const judged = judge(more);
  if (!judged.ok) throw new Error(judged.error.description);
  expect(isSignInFresh(judged.value, { signedInAt, sentAt, now })).toBe(isFresh);
});

test('a parameter that came twice is refused, as nobody knows which counts', () => {
  expect(judge({}, ['nonce'])).toMatchObject({
    error: { error: 'invalid_request', description: 'nonce came more than once.' },
  });
});
