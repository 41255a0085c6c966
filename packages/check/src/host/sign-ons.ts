import { exchangeSsoToken } from '@kontor/protocol/platform';
import { type HttpAnswer, refused } from './http-answer.ts';
import { hex, type Installation, type Person } from './installation.ts';
import type { Tokens } from './tokens.ts';

type SignOnParts = {
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  readonly tokens: Tokens;
};

type Begun = { readonly code: string; readonly state: string };

/** Codes of single sign-on, each exchanged once. @see spec/sso.md — SSO-3 */
export function createSignOns({ clientId, clientSecret, tokens }: SignOnParts) {
  const idTokens = new Map<string, { readonly state: string; readonly idToken: string }>();

  return {
    /** A code for a person, or for a token that is not what it should be. */
    begin: async (
      installation: Installation,
      { person, idToken }: { readonly person?: Person; readonly idToken?: string } = {},
    ): Promise<Begun> => {
      const begun = { code: hex(16), state: hex(16) };
      const signed = idToken ?? (await tokens.sign(tokens.user(installation, person, 'id_token')));
      idTokens.set(begun.code, { state: begun.state, idToken: signed });
      return begun;
    },
    exchange: (body: unknown): HttpAnswer => {
      const asked = exchangeSsoToken.request.safeParse(body);
      if (!asked.success) return refused(400, 'bad_request', 'The body is not of its form.');
      const { data } = asked;
      if (data.client_id !== clientId || data.client_secret !== clientSecret) {
        return refused(403, 'forbidden', 'The client is not known.');
      }
      const code = 'code' in data ? data.code : '';
      const found = idTokens.get(code);
      const isOther = 'state' in data && data.state !== undefined && data.state !== found?.state;
      if (found === undefined || isOther) return refused(400, 'bad_request', 'The code is wrong.');
      idTokens.delete(code);
      return {
        status: 200,
        body: {
          id_token: found.idToken,
          access_token: null,
          token_type: null,
          expires_in: 300,
          refresh_token: hex(16),
        },
      };
    },
  };
}
