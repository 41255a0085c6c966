import { mintId } from '../ids.ts';
import type { Sql } from '../postgres/sql.ts';
import { accessTokenStoreOn } from './access-token-store.ts';
import { hashToken, hintOf, installationTokenText } from './token-text.ts';

/**
 * The credentials that providers call the host with, one installation each. They do not expire; they
 * die when the installation is finalized.
 *
 * @see spec/partner-api.md §3.5
 */
export type InstallationTokens = {
  /** The text of an installation's token; `serial` counts its tokens from 0. */
  readonly installationToken: (installationId: string, serial: number) => string;
  /**
   * Issues the next token of an installation, inside the transaction of the caller, and answers its
   * text. Issued at once by two, one of them fails: whoever issues holds the installation's lock.
   */
  readonly issueInstallationToken: (sql: Sql, of: TokenHolder) => Promise<string>;
  /** The newest live token of an installation, for a call that repeats; undefined before the first. */
  readonly currentInstallationToken: (
    sql: Sql,
    installationId: string,
  ) => Promise<string | undefined>;
};

type TokenHolder = {
  readonly installationId: string;
  readonly teamId: string;
  readonly integrationId: string;
};
type Ports = { readonly secret: Uint8Array; readonly now: () => Date };

export function createInstallationTokens({ secret, now }: Ports): InstallationTokens {
  const installationToken = (installationId: string, serial: number) =>
    installationTokenText(secret, { installationId, serial });
  return {
    installationToken,
    issueInstallationToken: async (sql, holder) => {
      const store = accessTokenStoreOn(sql);
      const serial = await store.countOfInstallation(holder.installationId);
      const text = installationToken(holder.installationId, serial);
      await store.insert({
        ...holder,
        id: mintId('token', now()),
        kind: 'installation',
        name: `Installation ${holder.installationId}`,
        hash: hashToken(text),
        hint: hintOf(text),
        createdAt: now(),
        expiresAt: null,
      });
      return text;
    },
    currentInstallationToken: async (sql, installationId) => {
      const store = accessTokenStoreOn(sql);
      const live = await store.listLiveOfInstallation(installationId);
      const isLive = (text: string) => live.some(({ hash }) => hash.equals(hashToken(text)));
      for (let serial = await store.countOfInstallation(installationId); serial-- > 0; ) {
        const text = installationToken(installationId, serial);
        if (isLive(text)) return text;
      }
      return undefined;
    },
  };
}
