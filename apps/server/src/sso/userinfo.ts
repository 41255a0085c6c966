import { fail, type OpenidRefusal, ok, type Result } from '@kontor/core';
import type { IdTokenSource } from '../oidc/token-source.ts';
import { hashToken } from '../people/token-text.ts';
import type { Database } from '../postgres/database.ts';
import { ssoStoreOn } from '../postgres/sso-store.ts';
import { subjectOf } from './exchange.ts';

export type UserinfoPorts = {
  readonly database: Pick<Database, 'read'>;
  readonly tokens: Pick<IdTokenSource, 'claimsOf'>;
  readonly now: () => Date;
};

/** A person as far as the client was granted; what is not known is not there. */
export type Userinfo = {
  readonly sub: string;
  readonly email?: string;
  readonly name?: string;
  readonly picture?: string;
};

export type ReadUserinfo = (accessToken: string) => Promise<Result<Userinfo, OpenidRefusal>>;

/** Tells who the person of an access token is today. @see spec/sso.md — SSO-24 */
export function createReadUserinfo({ database, tokens, now }: UserinfoPorts): ReadUserinfo {
  return async (accessToken) => {
    const found = await ssoStoreOn(database.read).findToken(hashToken(accessToken), 'access');
    if (found === undefined || found.grant.endedAt !== null || now() >= found.expiresAt) {
      return invalidToken('The access token is not known here, or has ended.');
    }
    const { grant } = found;
    const subject = await subjectOf(database.read, grant);
    if (!subject.ok) return invalidToken(subject.error.message);
    const { sub, user_email: email, user_name: name } = tokens.claimsOf(subject.value);
    const granted = grant.scope.split(' ');
    const picture = granted.includes('profile') && (await pictureOf(grant.userId));
    return ok({
      sub,
      ...(granted.includes('email') && email !== undefined && { email }),
      ...(granted.includes('profile') && name !== undefined && { name }),
      ...(picture && { picture }),
    });
  };

  async function pictureOf(userId: string): Promise<string | null | undefined> {
    const [row] = await database.read<{ image: string | null }>(
      'select "image" from people."user" where "id" = $1',
      [userId],
    );
    return row?.image;
  }
}

function invalidToken(description: string) {
  return fail<OpenidRefusal>({ error: 'invalid_token', description });
}
