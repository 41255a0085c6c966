import { broken } from './broken-provider.ts';
import {
  answering,
  believing,
  claimsOf,
  forbidden,
  installationOf,
  isProvision,
  isRead,
  isRotate,
  type Seen,
} from './faults.ts';

/** Providers that believe too much, or too little, of tokens. */
export const brokenAboutTokens = [
  broken(
    'a call without a token is answered',
    'token-needed',
    believing((seen) => (seen.request.headers.has('authorization') ? undefined : ofCaller(seen))),
  ),
  broken(
    'signatures are not verified',
    'signature-verified',
    believing(({ isSigned, header, claims }) =>
      header.alg === 'RS256' && !isSigned ? claims : undefined,
    ),
  ),
  broken(
    'whatever names a key that is known is believed',
    'key-verified',
    believing(({ isSigned, header, claims, parts }) =>
      !isSigned && parts.publicKeys.some(({ kid }) => kid === header.kid)
        ? withoutTimes(claims)
        : undefined,
    ),
  ),
  broken('the issuer is written into the source', 'token-accepted', {
    options: (options) => {
      const { issuer } = options.host;
      const jwksUrl = `${issuer}/.well-known/jwks`;
      return {
        ...options,
        host: { ...options.host, jwksUrl, issuer: 'https://marketplace.vercel.com' },
      };
    },
  }),
  broken(
    'signatures are not verified where a token has expired as well',
    'expiry-verified',
    believing(({ isSigned, claims }) =>
      isSigned && Number(claims.exp) < Date.now() / 1000 ? withoutTimes(claims) : undefined,
    ),
  ),
  broken(
    'the algorithm none is believed',
    'unsigned-refused',
    believing(({ header, claims }) => (header.alg === 'none' ? withoutTimes(claims) : undefined)),
  ),
  broken(
    'HS256 is believed with the public key as its secret',
    'public-key-is-no-secret',
    believing(({ isConfused, claims }) => (isConfused ? withoutTimes(claims) : undefined)),
  ),
  broken(
    'the key in the header of a token is believed',
    'unknown-key-refused',
    believing(({ header, claims }) =>
      header.jwk === undefined ? undefined : withoutTimes(claims),
    ),
  ),
  broken(
    'the issuer is not verified',
    'issuer-verified',
    believing(({ isSigned, claims, parts }) =>
      isSigned && claims.iss !== parts.host.issuer
        ? { ...claims, iss: parts.host.issuer }
        : undefined,
    ),
  ),
  broken(
    'the audience is not verified',
    'audience-verified',
    believing(({ isSigned, claims, parts }) => {
      const aud = parts.integration.clientId;
      return isSigned && claims.aud !== aud ? { ...claims, aud } : undefined;
    }),
  ),
  broken(
    'a token without an end is believed',
    'expiry-needed',
    believing(({ isSigned, claims }) =>
      isSigned && claims.exp === undefined ? claims : undefined,
    ),
  ),
  broken(
    'the path is trusted over the claim',
    'installation-verified',
    believing((seen) => {
      const { isGood, claims } = seen;
      const id = installationOf(seen);
      return isGood && id !== '' ? { ...claims, installation_id: id } : undefined;
    }),
  ),
  broken(
    'the claim is compared with the path only where something is read',
    'installation-verified',
    believing((seen) => {
      const { isGood, claims, request } = seen;
      const id = installationOf(seen);
      return isGood && id !== '' && request.method === 'DELETE'
        ? { ...claims, installation_id: id }
        : undefined;
    }),
  ),
  broken(
    'a token of a person reads',
    'kind-of-token-verified',
    believing(
      (seen) =>
        seen.isGood && isRead(seen)
          ? claimsOf(seen.parts, String(seen.claims.installation_id), 'system')
          : undefined,
      () => 'system',
    ),
  ),
  broken(
    'X-Vercel-Auth is believed over the token',
    'kind-in-header-verified',
    believing((seen) => {
      const { isGood, claims, request, parts } = seen;
      const isCalledUser = request.headers.get('x-vercel-auth') === 'user';
      return isGood && isProvision(seen) && isCalledUser && claims.user_id === undefined
        ? claimsOf(parts, String(claims.installation_id), 'user')
        : undefined;
    }),
  ),
  broken('roles are not looked at', 'administrators-alone-provision', {
    options: (options) => ({ ...options, requiresAdmin: () => false }),
  }),
  broken('anybody rotates', 'administrators-alone-rotate', {
    options: (options) => ({
      ...options,
      requiresAdmin: (operation) => operation !== 'rotateSecrets',
    }),
  }),
  broken(
    'claims that are not known are refused',
    'unknown-claims-ignored',
    answering(({ claims }) => ('kontor_check' in claims ? forbidden() : undefined)),
  ),
  broken(
    'the word Bearer has to have a capital letter',
    'bearer-in-any-case',
    answering(({ request }) =>
      request.headers.get('authorization')?.startsWith('bearer') ? forbidden() : undefined,
    ),
  ),
  broken('keys are read once and kept for ever', 'keys-read-again', {
    options: (options) => ({ ...options, fetch: rememberingFetch() }),
  }),
  broken('one key of the key set is known', 'every-published-key-counts', {
    options: (options) => ({ ...options, fetch: fetchOfLastKey }),
  }),
  broken(
    'one operation was forgotten: deleting takes any token',
    'every-operation-verifies',
    believing(({ request, path, isSigned, claims }) =>
      request.method === 'DELETE' && path.includes('/resources/') && !isSigned
        ? withoutTimes(claims)
        : undefined,
    ),
  ),
  broken(
    'one operation was forgotten: rotating takes any token',
    'every-operation-verifies',
    believing((seen) => (isRotate(seen) && !seen.isSigned ? withoutTimes(seen.claims) : undefined)),
  ),
  broken(
    'plans need an installation',
    'plans-before-installing',
    answering(({ path, claims }) =>
      path.startsWith('/v1/products/') && claims.installation_id == null ? forbidden() : undefined,
    ),
  ),
  broken(
    'a clock that is ahead is not allowed for',
    'clocks-may-differ',
    answering(({ claims }) =>
      Number(claims.iat) > Date.now() / 1000 + 1 ? forbidden() : undefined,
    ),
  ),
];

function ofCaller(seen: Seen): object {
  const kind = seen.request.headers.get('x-vercel-auth') === 'user' ? 'user' : 'system';
  return claimsOf(seen.parts, installationOf(seen), kind);
}

/** The times are put on when the token is signed anew. */
function withoutTimes(claims: Readonly<Record<string, unknown>>): object {
  const { exp: _, iat: __, ...others } = claims;
  return others;
}

function rememberingFetch(): typeof fetch {
  const answers = new Map<string, Promise<string>>();
  return async (input, init) => {
    const url = String(input);
    if (!url.includes('jwks')) return fetch(input, init);
    const known = answers.get(url) ?? fetch(input, init).then((response) => response.text());
    answers.set(url, known);
    return new Response(await known);
  };
}

const fetchOfLastKey: typeof fetch = async (input, init) => {
  const response = await fetch(input, init);
  if (!String(input).includes('jwks')) return response;
  const { keys } = (await response.json()) as { readonly keys: readonly object[] };
  return Response.json({ keys: keys.slice(-1) });
};
