import { createTokenVerifier, type VerifiedToken } from '@kontor/signatures';
import { send } from '../bench/exchange.ts';
import { cannotJudge } from '../bench/outcome.ts';
import type { HostSubject } from './host-subject.ts';

/** What the host vouches for, as a verifier finds it. */
export type HostTokens = ReturnType<typeof createHostTokens>;

/** Reads tokens with the keys that the host publishes. */
export function createHostTokens(
  { url, issuer }: HostSubject,
  { timeoutMs, clock }: { readonly timeoutMs: number; readonly clock: () => Date },
) {
  const get = (path: string) =>
    send(
      { operation: path, method: 'GET', url: `${url}${path}`, headers: {}, body: undefined },
      timeoutMs,
    );
  const json = async (path: string) => (await get(path)).answer;
  let known: Promise<string> | undefined;

  const issuerOf = async (): Promise<string> => {
    if (issuer !== undefined) return issuer;
    const document = (await json('/.well-known/openid-configuration'))?.json;
    const told = (document as { issuer?: unknown } | undefined)?.issuer;
    return typeof told === 'string' ? told : cannotJudge('The host does not say its issuer.');
  };

  return {
    document: json,
    issuer: (): Promise<string> => {
      known ??= issuerOf();
      return known;
    },
    /** Whether a token is good for an integration, by everything that a verifier looks at. */
    verify: async (token: string, audience: string): Promise<VerifiedToken> => {
      const verifier = createTokenVerifier({
        issuer: await issuerOf(),
        audience,
        jwks: `${url}/.well-known/jwks`,
        clock,
        clockToleranceSeconds: 10,
      });
      return verifier.verify(token);
    },
  };
}
