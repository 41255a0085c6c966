import {
  type BroughtCode,
  judgeCode,
  ok,
  partnerRoleOf,
  type Refusal,
  type Result,
  refuse,
  type SsoGrant,
} from '@kontor/core';
import { randomText } from '../ids.ts';
import { TOKEN_LIFETIME_SECONDS } from '../oidc/signing-keys.ts';
import type { IdTokenSource } from '../oidc/token-source.ts';
import type { RecordEvent } from '../people/record-event.ts';
import { teamStoreOn } from '../people/team-store.ts';
import { hashToken } from '../people/token-text.ts';
import type { Database } from '../postgres/database.ts';
import type { Sql } from '../postgres/sql.ts';
import { type SsoTokenKind, ssoStoreOn } from '../postgres/sso-store.ts';
import { requireOpenInstallation } from './open-installation.ts';

export type ExchangePorts = {
  readonly database: Pick<Database, 'read' | 'transact'>;
  readonly tokens: IdTokenSource;
  readonly recordEvent: RecordEvent;
  readonly now: () => Date;
};

/** What a provider gets for a code, or for a refresh token. */
export type Exchanged = {
  readonly idToken: string;
  /** Reads who the person is at the host; undefined where the flow has none. */
  readonly accessToken: string | undefined;
  /** Works once; undefined for a client that showed no secret. */
  readonly refreshToken: string | undefined;
  readonly expiresInSeconds: number;
  /** What the flow was granted. */
  readonly scope: string;
};

/** A refresh token that nobody uses for so long is no good any more. */
const REFRESH_LIFETIME_MS = 30 * 24 * 60 * 60 * 1000;
const TOKEN_CHARACTERS = 43;
const prefix = { access: 'kat_', refresh: 'krt_' } as const satisfies Record<SsoTokenKind, string>;

type Found = { readonly grant: SsoGrant; readonly codeHash: Buffer };

/**
 * Exchanges what a provider brings for who the person is now. Whoever showed the client's secret, or
 * did not, was looked at before.
 *
 * A code or refresh token that comes twice was stolen, or what was got with it was: everything that
 * came of that sign-on ends.
 *
 * @see spec/sso.md — SSO-3, SSO-4
 */
export function createExchange({ database, tokens, recordEvent, now }: ExchangePorts) {
  /** Gives out what is new, if the person may still go there; whoever may not never may again. */
  async function issue(sql: Sql, { grant, codeHash }: Found, kinds: readonly SsoTokenKind[]) {
    const subject = await subjectOf(database.read, grant);
    if (!subject.ok) {
      // somebody who comes back to the team signs on anew
      if (subject.error.code === 'invalid_grant') await ssoStoreOn(sql).end(codeHash, now());
      return subject;
    }
    const refreshToken = kinds.includes('refresh')
      ? await mint(sql, codeHash, 'refresh')
      : undefined;
    const accessToken = kinds.includes('access') ? await mint(sql, codeHash, 'access') : undefined;
    await recordEvent(sql, {
      teamId: grant.teamId,
      type: 'sso.exchanged',
      actor: { kind: 'provider', installationId: grant.installationId },
      subject: { installation: grant.installationId, person: grant.userId },
    });
    return ok({ subject: subject.value, accessToken, refreshToken, grant });
  }

  async function mint(sql: Sql, codeHash: Buffer, kind: SsoTokenKind): Promise<string> {
    const text = prefix[kind] + randomText(TOKEN_CHARACTERS);
    const lifetimeMs = kind === 'access' ? TOKEN_LIFETIME_SECONDS * 1000 : REFRESH_LIFETIME_MS;
    await ssoStoreOn(sql).insertToken({
      hash: hashToken(text),
      codeHash,
      kind,
      createdAt: now(),
      expiresAt: new Date(now().getTime() + lifetimeMs),
    });
    return text;
  }

  /** What ends a sign-on is kept although the one who brought it is refused. */
  async function exchanging(
    work: (sql: Sql) => Promise<Awaited<ReturnType<typeof issue>>>,
  ): Promise<Result<Exchanged, Refusal>> {
    const { issued } = await database.transact(async (sql) => ({ issued: await work(sql) }));
    if (!issued.ok) return issued;
    const { subject, accessToken, refreshToken, grant } = issued.value;
    return ok({
      idToken: await tokens.idToken(subject, {
        nonce: grant.nonce ?? undefined,
        signedInAt: grant.signedInAt ?? undefined,
      }),
      accessToken,
      refreshToken,
      expiresInSeconds: TOKEN_LIFETIME_SECONDS,
      scope: grant.scope,
    });
  }

  return {
    code: (code: string, brought: BroughtCode) =>
      exchanging(async (sql) => {
        const codeHash = hashToken(code);
        const judged = judgeCode(await ssoStoreOn(sql).lock(codeHash), brought, now());
        if (!judged.ok) {
          if (judged.isRepeated) await ssoStoreOn(sql).end(codeHash, now());
          return judged;
        }
        await ssoStoreOn(sql).markExchanged(codeHash, now());
        return issue(sql, { grant: judged.value, codeHash }, kindsFor(brought));
      }),

    refreshToken: (text: string, { flow, clientId }: Pick<BroughtCode, 'flow' | 'clientId'>) =>
      exchanging(async (sql) => {
        const store = ssoStoreOn(sql);
        const found = await store.lockToken(hashToken(text), 'refresh');
        if (found?.grant.integrationId !== clientId || found.grant.flow !== flow) {
          return invalidRefreshToken(
            'It is not known here; they are for the client that got them.',
          );
        }
        if (found.grant.endedAt !== null) return invalidRefreshToken('Its sign-on has ended.');
        if (found.usedAt !== null) {
          await store.end(found.codeHash, now());
          return invalidRefreshToken('It was used before, so its sign-on has ended.');
        }
        if (now() >= found.expiresAt) {
          return invalidRefreshToken(`It expired at ${found.expiresAt.toISOString()}.`);
        }
        await store.markUsed(hashToken(text), now());
        return issue(sql, found, ['access', 'refresh']);
      }),
  };
}

/** In single sign-on the protocol's own host gives no access token for a code. @see spec/partner-api.md §6.2 */
function kindsFor({ flow, isAuthenticated }: BroughtCode): readonly SsoTokenKind[] {
  if (flow === 'sso') return ['refresh'];
  return isAuthenticated ? ['access', 'refresh'] : ['access'];
}

/** Who the person is today: a role that changed counts, and somebody who left is nobody any more. */
export async function subjectOf(read: Sql, grant: SsoGrant) {
  const open = await requireOpenInstallation(read, grant);
  if (!open.ok) return refuse('installation_not_found', open.error.message);
  const { integrationId, installationId, teamId, userId } = grant;
  const member = await teamStoreOn(read).findMember(teamId, userId);
  if (member === undefined) {
    return refuse('invalid_grant', 'The person is no member of the team any more.');
  }
  const { email, name } = member;
  const role = partnerRoleOf(member.role);
  return ok({ integrationId, installationId, teamId, userId, email, name, role });
}

function invalidRefreshToken(why: string) {
  return refuse('invalid_grant', `This refresh token is not valid. ${why} Sign on again.`);
}
