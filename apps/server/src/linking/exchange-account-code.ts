import { ok, type Refusal, type Result, refuse } from '@kontor/core';
import { installationId } from '@kontor/protocol/vocabulary';
import type { InstallationTokens } from '../people/installation-tokens.ts';
import type { RecordEvent } from '../people/record-event.ts';
import { hashToken } from '../people/token-text.ts';
import type { Database } from '../postgres/database.ts';
import { installationStore } from '../postgres/installation-store.ts';
import { type LinkCode, linkCodeStoreOn } from '../postgres/linked-account-store.ts';
import type { Sql } from '../postgres/sql.ts';

export type ExchangeAccountPorts = {
  readonly database: Pick<Database, 'transact'>;
  readonly credentials: Pick<InstallationTokens, 'issueInstallationToken'>;
  readonly recordEvent: RecordEvent;
  readonly now: () => Date;
};

type Brought = { readonly code: string; readonly clientId: string; readonly redirectUri: string };
type Exchanged = LinkCode & { readonly accessToken: string };

/**
 * Exchanges the code of a linked account for a token that lasts as long as the account is linked.
 *
 * @see spec/installations.md — INS-30, INS-31
 */
export function createExchangeAccountCode(ports: ExchangeAccountPorts) {
  const { database, credentials, recordEvent, now } = ports;
  return ({ code, clientId, redirectUri }: Brought) =>
    database.transact(async (sql): Promise<Result<Exchanged, Refusal>> => {
      const hash = hashToken(code);
      const found = await linkCodeStoreOn(sql).lock(hash);
      if (found?.integrationId !== clientId) return invalid('It is not known here.');
      if (found.usedAt !== null) return invalid('It was used before, and a code works once.');
      if (now() >= found.expiresAt) return invalid('It is older than 30 minutes.');
      if (redirectUri !== found.redirectUri) {
        return invalid('redirect_uri is not the Redirect URL that the browser was sent to.');
      }
      if (!(await isLinked(sql, found))) return invalid('The account is not linked any more.');
      await linkCodeStoreOn(sql).markUsed(hash, now());
      const { teamId, installationId: installation, integrationId } = found;
      const holder = { teamId, installationId: installation, integrationId };
      const accessToken = await credentials.issueInstallationToken(sql, holder);
      await recordEvent(sql, {
        teamId,
        type: 'installation.token-issued',
        actor: { kind: 'provider', installationId: installation },
        subject: { installation },
      });
      return ok({ ...found, accessToken });
    });
}

/** Locks it as well, so that two codes at once do not issue the same token. */
async function isLinked(sql: Sql, { teamId, installationId: id }: LinkCode): Promise<boolean> {
  const installation = await installationStore(sql, teamId).lock(installationId.parse(id));
  return installation?.lifecycle === 'installed';
}

function invalid(why: string) {
  return refuse('invalid_grant', `This code is not valid. ${why} Begin again.`);
}
