import { fail, ok, type Result } from '../../result.ts';

/** What may be asked for, and what of it changes what is told. @see spec/sso.md — SSO-18 */
export const openidScopes = ['openid', 'profile', 'email'] as const;

/** A refusal in the words of OAuth, which clients know. @see RFC 6749 §4.1.2.1, OpenID Connect Core §3.1.2.6 */
export type OpenidRefusal = {
  readonly error:
    | 'invalid_request'
    | 'invalid_scope'
    | 'unsupported_response_type'
    | 'request_not_supported'
    | 'request_uri_not_supported'
    | 'access_denied'
    | 'login_required'
    | 'account_selection_required'
    | 'invalid_client'
    | 'invalid_grant'
    | 'unsupported_grant_type'
    | 'invalid_token'
    | 'temporarily_unavailable';
  readonly description: string;
};

/** The parameters of a request that was made; one that came twice counts as `repeated`. */
export type OpenidParameters = {
  readonly given: ReadonlyMap<string, string>;
  readonly repeated: readonly string[];
};

/** What a client wants, once it can be granted. */
export type OpenidRequest = {
  /** The known words of what was asked for, each once. */
  readonly scope: string;
  readonly nonce: string | null;
  readonly codeChallenge: string | null;
  /** Whether nothing may be shown, something has to be, or whatever is needed. */
  readonly asks: 'never' | 'always' | 'as-needed';
  /** How long ago the person may have signed in, in seconds; 0 for anew, null for however long. */
  readonly maxAgeSeconds: number | null;
};

const MAX_NONCE = 1024;
/** A SHA-256 in base64url. */
const CHALLENGE = /^[\w-]{43}$/;

/**
 * Says whether the host can do what a client asks for. Whoever the client is, and where it wants the
 * browser sent, was looked at before.
 */
export function judgeOpenidRequest({
  given,
  repeated,
}: OpenidParameters): Result<OpenidRequest, OpenidRefusal> {
  const flaw = flawOf(given, repeated) ?? challengeFlaw(given) ?? promptFlaw(given);
  if (flaw !== undefined) return fail(flaw);
  const asked = wordsOf(given.get('scope'));
  if (!asked.includes('openid')) {
    return fail({ error: 'invalid_scope', description: 'scope has to contain openid.' });
  }
  const prompt = wordsOf(given.get('prompt'));
  return ok({
    scope: openidScopes.filter((scope) => asked.includes(scope)).join(' '),
    nonce: given.get('nonce') ?? null,
    codeChallenge: given.get('code_challenge') ?? null,
    asks: prompt.includes('none')
      ? 'never'
      : prompt.some((word) => word !== 'login')
        ? 'always'
        : 'as-needed',
    maxAgeSeconds: prompt.includes('login') ? 0 : maxAgeIn(given),
  });
}

function flawOf(
  given: OpenidParameters['given'],
  repeated: readonly string[],
): OpenidRefusal | undefined {
  if (repeated.length > 0) return invalid(`${repeated[0]} came more than once.`);
  if (given.has('request')) {
    return { error: 'request_not_supported', description: 'Send the parameters themselves.' };
  }
  if (given.has('request_uri')) {
    return { error: 'request_uri_not_supported', description: 'Send the parameters themselves.' };
  }
  if (given.get('response_type') === undefined) return invalid('response_type is missing.');
  if (given.get('response_type') !== 'code') {
    return { error: 'unsupported_response_type', description: 'response_type has to be code.' };
  }
  if ((given.get('response_mode') ?? 'query') !== 'query') {
    return invalid('response_mode has to be query.');
  }
  if ((given.get('nonce') ?? '').length > MAX_NONCE) {
    return invalid(`nonce is longer than ${MAX_NONCE} characters.`);
  }
  return undefined;
}

function challengeFlaw(given: OpenidParameters['given']): OpenidRefusal | undefined {
  const challenge = given.get('code_challenge');
  const method = given.get('code_challenge_method');
  if (challenge === undefined) {
    if (method === undefined) return undefined;
    return invalid('code_challenge_method came without a code_challenge.');
  }
  // where none is named, it is plain
  if (method !== 'S256') return invalid('code_challenge_method has to be S256.');
  if (!CHALLENGE.test(challenge)) return invalid('code_challenge is not a SHA-256 in base64url.');
  return undefined;
}

function maxAgeIn(given: OpenidParameters['given']): number | null {
  const text = given.get('max_age');
  return text === undefined ? null : Number(text);
}

/** For so long after somebody was sent to sign in anew, having done it counts as anew. */
const ANEW_MS = 10 * 60 * 1000;

/**
 * Whether a person signed in as lately as a client wants. Whoever was sent to sign in anew comes back with
 * `sentAt`; what they come back with is theirs to write, so it counts for a while only, and the token says
 * in any case when it was.
 *
 * @see OpenID Connect Core §3.1.2.1
 */
export function isSignInFresh(
  { maxAgeSeconds }: Pick<OpenidRequest, 'maxAgeSeconds'>,
  { signedInAt, sentAt, now }: { signedInAt: Date | null; sentAt: Date | null; now: Date },
): boolean {
  if (maxAgeSeconds === null) return true;
  if (signedInAt === null) return false;
  const isSentLately = sentAt !== null && now.getTime() - sentAt.getTime() <= ANEW_MS;
  if (isSentLately && signedInAt >= sentAt) return true;
  return maxAgeSeconds > 0 && now.getTime() - signedInAt.getTime() <= maxAgeSeconds * 1000;
}

function promptFlaw(given: OpenidParameters['given']): OpenidRefusal | undefined {
  const prompt = wordsOf(given.get('prompt'));
  if (prompt.includes('none') && prompt.length > 1) {
    return invalid('prompt is none, or something else.');
  }
  const known = ['none', 'login', 'consent', 'select_account'];
  if (prompt.some((word) => !known.includes(word))) {
    return invalid('prompt can be none, login, consent or select_account.');
  }
  if (!/^\d{1,9}$/.test(given.get('max_age') ?? '0')) {
    return invalid('max_age has to be a whole number of seconds.');
  }
  return undefined;
}

function wordsOf(text = ''): readonly string[] {
  return text.split(' ').filter((word) => word !== '');
}

function invalid(description: string): OpenidRefusal {
  return { error: 'invalid_request', description };
}
