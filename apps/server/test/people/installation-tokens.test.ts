import { expect, test } from 'vitest';
import { mintId } from '../../src/ids.ts';
import { accessTokenStoreOn } from '../../src/people/access-token-store.ts';
import { createInstallationTokens } from '../../src/people/installation-tokens.ts';
import { hashToken } from '../../src/people/token-text.ts';
import { useDatabase } from '../vault/test-database.ts';

const held = useDatabase();
const now = () => new Date('2026-03-01T00:00:00Z');
const tokens = createInstallationTokens({ secret: Buffer.alloc(32, 1), now });

test('a call that repeats carries the newest token that is not revoked', async () => {
  const sql = held.database.read;
  const store = accessTokenStoreOn(sql);
  const installationId = mintId('installation');
  const holder = { installationId, teamId: 'team_1', integrationId: 'oac_1' };
  const current = () => tokens.currentInstallationToken(sql, installationId);
  const revoke = async (text: string) => {
    const found = await store.findOfInstallation(installationId, hashToken(text));
    await store.revokeOfInstallation(installationId, found?.id ?? '', now());
  };

  expect(await current()).toBeUndefined();
  const first = await tokens.issueInstallationToken(sql, holder);
  const second = await tokens.issueInstallationToken(sql, holder);
  expect(await current()).toBe(second);

  await revoke(second);
  expect(await current()).toBe(first);

  const third = await tokens.issueInstallationToken(sql, holder);
  expect(third).not.toBe(second);
  expect(await current()).toBe(third);
});
