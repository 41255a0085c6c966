import type { Logger } from 'pino';
import type { Mailbox } from '../mail/mailbox.ts';
import { createIssuer } from '../oidc/issuer.ts';
import type { Database } from '../postgres/database.ts';
import { type HostSecretName, hostSecret } from '../vault/host-secrets.ts';
import type { Vault } from '../vault/vault.ts';
import { createAuth } from './auth.ts';
import { createCallers } from './callers.ts';
import { createDeviceLogins } from './device-logins.ts';
import { createIdentityProvider, type IdentityProviderSettings } from './identity-provider.ts';
import { createInstallationTokens } from './installation-tokens.ts';
import { ownOrigins } from './own-origins.ts';
import { createPairwiseIds } from './pairwise.ts';
import { createPasswordResets } from './password-resets.ts';
import { createRecordEvent } from './record-event.ts';
import { createSessions } from './sessions.ts';
import { teamStoreOn } from './team-store.ts';

export type PeoplePorts = {
  readonly database: Database;
  readonly databaseUrl: string;
  readonly vault: Vault;
  readonly url: string;
  readonly issuer: string;
  /** Signs session cookies; one is made and kept when none is given. */
  readonly sessionSecret?: string;
  readonly log: Logger;
  readonly now: () => Date;
  readonly onError: (error: unknown) => void;
  readonly identityProvider?: IdentityProviderSettings | null;
  readonly mailbox: Mailbox;
};

/** Everything that tells who somebody is: people, their sessions and tokens, and what providers learn of them. */
export type People = Awaited<ReturnType<typeof createPeople>>;

export async function createPeople(ports: PeoplePorts) {
  const { database, vault, url, issuer, now } = ports;
  const secretOf = (name: HostSecretName) => hostSecret(name, { database, vault });
  const credentials = createInstallationTokens({
    secret: await secretOf('installation-tokens'),
    now,
  });
  const sessionSecret = ports.sessionSecret ?? (await secretOf('sessions')).toString('base64');
  const signingIn = { ...ports, secret: sessionSecret };
  const auth = createAuth(signingIn);
  const sessions = await createSessions({ auth, database });
  const callers = createCallers({
    ...ports,
    sessions,
    origins: [...ownOrigins(url)],
  });
  const pairwise = createPairwiseIds({
    secret: await secretOf('pairwise-ids'),
    teams: teamStoreOn(database.read),
  });
  const tokens = createIssuer({ database, vault, issuer, pairwise, now });
  return {
    auth,
    sessions,
    /** Undefined where nobody arrives from a platform. */
    identityProvider: ports.identityProvider
      ? createIdentityProvider(signingIn, ports.identityProvider, auth.pool)
      : undefined,
    callers,
    credentials,
    deviceLogins: createDeviceLogins({
      database,
      secret: await secretOf('device-logins'),
      recordEvent: createRecordEvent(now),
      now,
    }),
    passwordResets: createPasswordResets({ ...ports, auth }),
    pairwise,
    tokens,
    /** What an installation's provider calls back with; the same text however often it is asked for. */
    credentialOf: async (installationId: string): Promise<string> => {
      const token = await credentials.currentInstallationToken(database.read, installationId);
      if (token === undefined) throw new Error(`${installationId} has no credential`);
      return token;
    },
  };
}
