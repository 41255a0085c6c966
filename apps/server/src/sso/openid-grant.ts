import { codeLifetimeMs, type OpenidRequest } from '@kontor/core';
import type { InstallationId, IntegrationId, TeamId } from '@kontor/protocol/vocabulary';
import { userId } from '@kontor/protocol/vocabulary';
import type { PersonCaller } from '../http/route.ts';
import { randomText } from '../ids.ts';
import type { RecordEvent } from '../people/record-event.ts';
import { hashToken } from '../people/token-text.ts';
import type { Database } from '../postgres/database.ts';
import { createIntegrationStore } from '../postgres/integration-store.ts';
import type { Sql } from '../postgres/sql.ts';
import { ssoStoreOn } from '../postgres/sso-store.ts';

const CODE_CHARACTERS = 43;

/** An integration as a client of OpenID Connect. */
export type OpenidClient = {
  readonly id: IntegrationId;
  readonly name: string;
  /** Where browsers may be sent back to, character by character. */
  readonly redirectUris: readonly string[];
};

/** An installation that a person could sign on with. */
export type SignOnChoice = {
  readonly installationId: InstallationId;
  readonly teamId: TeamId;
  readonly teamName: string;
};

export async function findOpenidClient(
  read: Sql,
  clientId: string,
): Promise<OpenidClient | undefined> {
  const found = await createIntegrationStore(read).find(clientId);
  // it is looked up by slug as well, which is no client id
  if (found?.id !== clientId) return undefined;
  const { id, name, openidRedirectUrls, redirectLoginUrl } = found;
  const redirectUris = [...openidRedirectUrls, ...(redirectLoginUrl ? [redirectLoginUrl] : [])];
  return { id, name, redirectUris };
}

/** The installations of an integration in the teams of a person, where there is an account to sign on to. */
export function listSignOnChoices(
  read: Sql,
  person: string,
  integration: IntegrationId,
): Promise<readonly SignOnChoice[]> {
  return read<SignOnChoice>(
    `select i.installation_id as "installationId", i.team_id as "teamId", o."name" as "teamName"
     from people.member m
     join people.organization o on o."id" = m."organizationId"
     join installation i on i.team_id = o."id"
     where m."userId" = $1 and i.integration_id = $2
       and i.kind = 'native' and i.lifecycle = 'installed'
     order by o."name", i.installation_id`,
    [person, integration],
  );
}

export type GrantOpenidPorts = {
  readonly database: Pick<Database, 'transact'>;
  readonly recordEvent: RecordEvent;
  readonly now: () => Date;
};

export type OpenidGrantWanted = {
  readonly client: OpenidClient;
  readonly redirectUri: string;
  readonly request: OpenidRequest;
  readonly person: Pick<PersonCaller, 'userId' | 'tokenId' | 'signedInAt'>;
  readonly choice: SignOnChoice;
};

/** Makes the code that a browser carries to a client. @see spec/sso.md — SSO-3, SSO-18 */
export function createGrantOpenid({ database, recordEvent, now }: GrantOpenidPorts) {
  return async (wanted: OpenidGrantWanted): Promise<string> => {
    const { client, redirectUri, request, person, choice } = wanted;
    const { installationId, teamId } = choice;
    const code = randomText(CODE_CHARACTERS);
    const at = now();
    await database.transact(async (sql) => {
      await ssoStoreOn(sql).insert(hashToken(code), {
        flow: 'openid',
        integrationId: client.id,
        installationId,
        teamId,
        userId: userId.parse(person.userId),
        redirectUri,
        stateHash: null,
        nonce: request.nonce,
        codeChallenge: request.codeChallenge,
        signedInAt: person.signedInAt ?? null,
        scope: request.scope,
        createdAt: at,
        codeExpiresAt: new Date(at.getTime() + codeLifetimeMs),
        exchangedAt: null,
        endedAt: null,
      });
      const token = person.tokenId === null ? {} : { tokenId: person.tokenId };
      await recordEvent(sql, {
        teamId,
        type: 'sso.begun',
        actor: { kind: 'person', userId: person.userId, ...token },
        subject: { installation: installationId },
      });
    });
    return code;
  };
}
