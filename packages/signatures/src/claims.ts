import { partnerRole } from '@kontor/protocol/vocabulary';
import * as z from 'zod';

/** Account and user ids are hexadecimal: providers match them so. */
const userSubject = /^account:[0-9a-fA-F]+:user:[0-9a-fA-F]+$/;
const accountSubject = /^account:[0-9a-fA-F]+$/;

/** `access_token` on calls to a provider's server, `id_token` from single sign-on. */
export const tokenType = z.enum(['access_token', 'id_token']);
export type TokenType = z.infer<typeof tokenType>;

/** Seconds since 1970; both are always there, though the protocol's claim tables leave them out. */
const times = { iat: z.number().optional(), exp: z.number() };

/**
 * What a token says that speaks for a person. Claims the protocol does not name are dropped.
 *
 * @see spec/partner-api.md §3.1
 */
export const userTokenClaims = z.object({
  iss: z.string(),
  aud: z.string(),
  sub: z.string().regex(userSubject),
  account_id: z.string(),
  user_id: z.string(),
  installation_id: z.string(),
  user_role: partnerRole,
  type: tokenType.optional(),
  user_email: z.string().optional(),
  user_name: z.string().optional(),
  user_avatar_url: z.string().optional(),
  ...times,
});
export type UserTokenClaims = z.infer<typeof userTokenClaims>;

/**
 * What a token says that speaks for the host. Before there is an installation it names neither account
 * nor installation.
 *
 * @see spec/partner-api.md §3.2
 */
export const systemTokenClaims = z.object({
  iss: z.string(),
  aud: z.string(),
  sub: z.string().regex(accountSubject).nullish(),
  account_id: z.string().nullish(),
  installation_id: z.string().nullish(),
  type: tokenType.optional(),
  ...times,
});
export type SystemTokenClaims = z.infer<typeof systemTokenClaims>;
