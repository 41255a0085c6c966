import { type CryptoKey, compactVerify, decodeProtectedHeader, errors } from 'jose';
import * as z from 'zod';
import {
  type SystemTokenClaims,
  systemTokenClaims,
  type UserTokenClaims,
  userTokenClaims,
} from './claims.ts';
import { SignatureError } from './errors.ts';
import { fetchJwksFrom } from './fetch-jwks.ts';
import { keySetCacheSeconds } from './key-set.ts';
import { type FetchJwks, publishedKeys } from './published-keys.ts';

/** No token of the protocol comes near this length, in characters. */
export const tokenMaxLength = 8 * 1024;

export type TokenVerifierOptions = {
  /** The only accepted `iss`. */
  readonly issuer: string;
  /** The only accepted `aud`: the integration's id. */
  readonly audience: string;
  /** Where the issuer publishes its keys, or a function that reads them. */
  readonly jwks: string | URL | FetchJwks;
  readonly clock?: () => Date;
  /** How long after its end a token still passes, because clocks differ. */
  readonly clockToleranceSeconds?: number;
  /** How long a key set is used before it is read again. */
  readonly cacheSeconds?: number;
  readonly fetch?: typeof globalThis.fetch;
};

/** A token that passed, with whom it speaks for. */
export type VerifiedToken =
  | { readonly kind: 'user'; readonly claims: UserTokenClaims }
  | { readonly kind: 'system'; readonly claims: SystemTokenClaims };

export type TokenVerifier = {
  /** @throws {SignatureError} */
  readonly verify: (token: string) => Promise<VerifiedToken>;
};

/**
 * Verifies tokens of a host: algorithm, key, signature, issuer, audience, time and claims, in this
 * order. What a caller is allowed to do, and for which installation, is for whoever asked to judge.
 *
 * @see spec/partner-api.md §3.4
 */
export function createTokenVerifier({
  issuer,
  audience,
  jwks,
  clock = () => new Date(),
  clockToleranceSeconds = 5,
  cacheSeconds = keySetCacheSeconds,
  fetch = globalThis.fetch,
}: TokenVerifierOptions): TokenVerifier {
  const fetchJwks = typeof jwks === 'function' ? jwks : fetchJwksFrom(jwks, fetch);
  const keyOf = publishedKeys({ fetchJwks, clock, cacheSeconds });

  return {
    verify: async (token) => {
      const key = await keyOf(keyIdOf(token));
      const claims = await signedClaims(token, key);
      if (claims.iss !== issuer) {
        throw new SignatureError('token_issuer', `The token's issuer is not ${issuer}.`);
      }
      if (claims.aud !== audience) {
        throw new SignatureError('token_audience', `The token's audience is not ${audience}.`);
      }
      const latest = clock().getTime() / 1000 - clockToleranceSeconds;
      if (typeof claims.exp === 'number' && claims.exp <= latest) {
        throw new SignatureError('token_expired', 'The token has expired.');
      }
      return identified(claims);
    },
  };
}

/** Three parts of base64url; an empty signature is judged as one. */
const spelling = /^[\w-]+\.[\w-]+\.[\w-]*$/;

/** The key id of the header, once the header is one that the protocol allows. */
function keyIdOf(token: string): string {
  const { alg, kid, crit } = headerOf(token);
  if (alg !== 'RS256')
    throw new SignatureError('token_algorithm', 'The token is not signed with RS256.');
  if (typeof kid !== 'string')
    throw new SignatureError('token_key_unknown', 'The token names no key.');
  if (crit !== undefined)
    throw new SignatureError('token_malformed', 'The token asks for extensions.');
  return kid;
}

function headerOf(token: string) {
  if (token.length > tokenMaxLength) {
    throw new SignatureError(
      'token_malformed',
      `A token has at most ${tokenMaxLength} characters; this one has ${token.length}.`,
    );
  }
  // decoders pass over spaces and padding, and one token would have many spellings
  if (!spelling.test(token)) throw new SignatureError('token_malformed', 'This is no token.');
  try {
    return decodeProtectedHeader(token);
  } catch {
    throw new SignatureError('token_malformed', 'This is no token.');
  }
}

const anyClaims = z.record(z.string(), z.unknown());

async function signedClaims(token: string, key: CryptoKey): Promise<z.infer<typeof anyClaims>> {
  const payload = await signedPayload(token, key);
  try {
    return anyClaims.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload)));
  } catch {
    throw new SignatureError('token_malformed', "The token's payload is no JSON object.");
  }
}

async function signedPayload(token: string, key: CryptoKey): Promise<Uint8Array> {
  try {
    return (await compactVerify(token, key, { algorithms: ['RS256'] })).payload;
  } catch (error) {
    if (error instanceof errors.JWSSignatureVerificationFailed) {
      throw new SignatureError('token_signature', 'The signature does not match.');
    }
    if (error instanceof errors.JWSInvalid) {
      throw new SignatureError('token_malformed', 'This is no token.');
    }
    throw error;
  }
}

/** Whom the token speaks for is told by its subject: one with a user is a person's. */
function identified(claims: unknown): VerifiedToken {
  const user = userTokenClaims.safeParse(claims);
  if (user.success) return { kind: 'user', claims: user.data };
  const system = systemTokenClaims.safeParse(claims);
  if (system.success) return { kind: 'system', claims: system.data };
  throw new SignatureError(
    'token_claims',
    `The claims are not the protocol's: ${wrongIn(claims)}.`,
  );
}

/** Names the wrong claims, never their values. */
function wrongIn(claims: unknown): string {
  const subject = z.object({ sub: z.string().includes(':user:') }).safeParse(claims);
  const expected = subject.success ? userTokenClaims : systemTokenClaims;
  const issues = expected.safeParse(claims).error?.issues ?? [];
  return [...new Set(issues.map(({ path }) => path.join('.')))].join(', ');
}
