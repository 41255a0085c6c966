import { createHash, createSign, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const client = { clientId: 'kontor', clientSecret: 'a secret of the platform' };
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;

type Claims = Record<string, unknown>;

/**
 * An identity provider where everybody is signed in already: whoever comes is sent back as `person`.
 * It checks PKCE and the client's secret, and can be told what to put into its tokens.
 */
export async function startScriptedIdentityProvider(port = 0) {
  const codes = new Map<string, { nonce: string; challenge: string }>();
  const asked: URLSearchParams[] = [];
  const script = {
    person: { sub: 'u1', email: 'vera@platform.test', name: 'Vera' } as Claims,
    /** Put over the claims of the next tokens. */
    wrong: {} as Claims,
    isForged: false,
    /** What the discovery document calls it; its own address unless it lies. */
    issuer: undefined as string | undefined,
    refuses: false,
  };
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', issuer);
    const send = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    switch (url.pathname) {
      case '/.well-known/openid-configuration':
        return send(200, {
          issuer: script.issuer ?? issuer,
          authorization_endpoint: `${issuer}/authorize`,
          token_endpoint: `${issuer}/token`,
          jwks_uri: `${issuer}/jwks`,
          id_token_signing_alg_values_supported: ['RS256'],
        });
      case '/jwks':
        return send(200, {
          keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256', use: 'sig' }],
        });
      case '/authorize': {
        asked.push(url.searchParams);
        const back = new URL(url.searchParams.get('redirect_uri') ?? '');
        back.searchParams.set('state', url.searchParams.get('state') ?? '');
        if (script.refuses) back.searchParams.set('error', 'access_denied');
        else {
          const code = `code-${codes.size + 1}`;
          const [nonce, challenge] = ['nonce', 'code_challenge'].map(
            (name) => url.searchParams.get(name) ?? '',
          );
          codes.set(code, { nonce: nonce ?? '', challenge: challenge ?? '' });
          back.searchParams.set('code', code);
        }
        return response.writeHead(302, { location: back.href }).end();
      }
      case '/token': {
        const chunks: Buffer[] = [];
        for await (const chunk of request) chunks.push(chunk as Buffer);
        const form = new URLSearchParams(Buffer.concat(chunks).toString());
        const code = codes.get(form.get('code') ?? '');
        codes.delete(form.get('code') ?? '');
        const proof = createHash('sha256')
          .update(form.get('code_verifier') ?? '')
          .digest('base64url');
        const secret = secretIn(request.headers.authorization) ?? form.get('client_secret');
        if (code === undefined || proof !== code.challenge || secret !== client.clientSecret) {
          return send(400, { error: 'invalid_grant' });
        }
        return send(200, {
          access_token: 'for nothing',
          token_type: 'Bearer',
          id_token: tokenFor(code.nonce),
        });
      }
      default:
        return send(404, {});
    }
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', () => resolve()));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  function tokenFor(nonce: string): string {
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: issuer, aud: client.clientId, iat: now, exp: now + 300, nonce };
    const parts = [
      { alg: 'RS256', kid: 'k1' },
      { ...claims, ...script.person, ...script.wrong },
    ];
    const text = parts
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    const key = script.isForged ? stranger : privateKey;
    return `${text}.${createSign('RSA-SHA256').update(text).sign(key).toString('base64url')}`;
  }

  return {
    ...client,
    issuer,
    script,
    asked,
    down: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

function secretIn(authorization: string | undefined): string | undefined {
  const [, encoded] = /^Basic (.+)$/i.exec(authorization ?? '') ?? [];
  if (encoded === undefined) return undefined;
  return decodeURIComponent(Buffer.from(encoded, 'base64').toString().split(':')[1] ?? '');
}
