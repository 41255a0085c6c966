import { expect, test } from 'vitest';
import { judgeOpenidRequest } from './openid-request.ts';

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
    value: { scope: 'openid email', nonce: 'n', codeChallenge: challenge, asks: 'as-needed' },
  });
});

test.each([
  ['', 'as-needed'],
  ['none', 'never'],
  ['consent', 'always'],
  ['select_account consent', 'always'],
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
  ['a sign-in made anew', { prompt: 'login' }, 'login_required'],
  ['a sign-in of a certain age', { max_age: '60' }, 'login_required'],
  ['two prompts that exclude each other', { prompt: 'none consent' }, 'invalid_request'],
  ['a prompt that nobody knows', { prompt: 'create' }, 'invalid_request'],
])('%s is refused', (_, more, error) => {
  expect(judge(more)).toMatchObject({ ok: false, error: { error } });
});

test('a parameter that came twice is refused, as nobody knows which counts', () => {
  expect(judge({}, ['nonce'])).toMatchObject({
    error: { error: 'invalid_request', description: 'nonce came more than once.' },
  });
});
