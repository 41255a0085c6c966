import { describe, expect, it } from 'vitest';
import { checkProviderUrl, longestProviderUrl } from './provider-url.ts';

const published = { allowPrivateAddresses: false };
const local = { allowPrivateAddresses: true };

describe('a base URL is taken', () => {
  it.each([
    'https://provider.example',
    'https://provider.example/',
    'https://provider.example:8443/webhook/acme/production',
    'https://münchen.example/a%20b',
    'https://1.1.1.1/',
  ])('as it stands: %s', (text) => {
    expect(checkProviderUrl(text, published)).toEqual({ ok: true, value: new URL(text) });
  });

  it.each([
    'http://localhost:3000',
    'http://127.0.0.1:3000/api',
    'https://10.0.0.1',
    'http://[::1]:1',
  ])('where private addresses are allowed: %s', (text) => {
    expect(checkProviderUrl(text, local)).toMatchObject({ ok: true });
  });
});

describe('a base URL is refused', () => {
  it.each([
    ['', 'syntax'],
    ['provider.example', 'syntax'],
    ['/v1', 'syntax'],
    ['https://', 'syntax'],
    ['https://pro vider.example', 'syntax'],
    [' https://provider.example', 'syntax'],
    ['https://provider.example/a\nb', 'syntax'],
    ['https://provider.example\\@evil.example', 'syntax'],
    ['http://provider.example', 'scheme'],
    ['ftp://provider.example', 'scheme'],
    ['file:///etc/passwd', 'scheme'],
    ['javascript:alert(1)', 'scheme'],
    ['https://user@provider.example', 'credentials'],
    ['https://user:word@provider.example', 'credentials'],
    ['https://provider.example/?a=b', 'query'],
    ['https://provider.example?', 'query'],
    ['https://provider.example/#top', 'fragment'],
    ['https://provider.example/#', 'fragment'],
    ['https://127.0.0.1/', 'address'],
    ['https://0x7f.1/', 'address'],
    ['https://[::ffff:10.0.0.1]/', 'address'],
    [`https://provider.example/${'a'.repeat(longestProviderUrl)}`, 'length'],
  ])('%s', (text, reason) => {
    expect(checkProviderUrl(text, published)).toMatchObject({
      ok: false,
      error: { code: 'provider_url_invalid', reason },
    });
  });

  it.each([
    ['ftp://localhost', 'scheme'],
    ['http://169.254.169.254', 'address'],
    ['http://0.0.0.0:3000', 'address'],
  ])('where private addresses are allowed too: %s', (text, reason) => {
    expect(checkProviderUrl(text, local)).toMatchObject({ ok: false, error: { reason } });
  });
});
