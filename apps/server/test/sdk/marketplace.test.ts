import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { installed, usePlatform } from '../platform/installed.ts';
import { billingOf } from '../world/billing.ts';
import { install, provision } from '../world/story.ts';
import { tokenOf, voiceOf } from '../world/voice.ts';
import { scriptedSchema, startWorld, type World } from '../world/world.ts';
import { sdkFor } from './sdk.ts';

const platform = usePlatform();
let world: World;
let integrationConfigurationId: string;
let resource: { readonly id: string; readonly name: string };
let resourceId: string;
let billing: ReturnType<typeof billingOf>;
beforeAll(async () => {
  world = await startWorld();
  await world.owner.api(k.putProduct, {
    params: { team: world.team, integration: world.integration.id, product: 'db' },
    body: {
      name: 'Database',
      metadataSchema: scriptedSchema,
      details: {
        protocols: { experimentation: { status: 'enabled', edgeConfigSyncingSupport: true } },
      },
    },
  });
  integrationConfigurationId = await install(world);
  const provisioned = await provision(world, integrationConfigurationId);
  resource = provisioned;
  resourceId = provisioned.externalId ?? '';
  billing = billingOf(resourceId);
});
afterAll(() => world.close());

/** The SDK as a provider uses it, with the token of its installation. */
const sdk = () => sdkFor(world.url, tokenOf(world, integrationConfigurationId)).marketplace;
const of = () => ({ integrationConfigurationId });
const days = (count: number) => new Date(Date.now() + count * 86_400_000);

test('marketplace.updateInstallation changes what the host shows', async () => {
  await sdk().updateInstallation({
    ...of(),
    requestBody: { externalId: 'acct-1', notification: { level: 'info', title: 'Hello' } },
  });

  const { body } = await world.owner.api(k.getTeamInstallation, {
    params: { team: world.team, installation: integrationConfigurationId },
  });
  expect(body.installation.notification).toEqual({ level: 'info', title: 'Hello' });
});

test('marketplace.getMember answers what a member may do', async () => {
  const { people, integration, installation, token } = await installed(platform);
  const memberId = platform.parts().pairwise.userIdFor(people[0]?.id ?? '', integration.id);
  const vercel = sdkFor(platform.host.url, token);

  const member = await vercel.marketplace.getMember({
    integrationConfigurationId: installation.id,
    memberId,
  });

  expect(member).toEqual({ id: memberId, role: 'ADMIN', userEmail: people[0]?.email });
});

describe('credentials', () => {
  test('marketplace.rotateInstallationCredential and revokeInstallationCredential', async () => {
    const { clientSecret } = world.integration;
    const rotated = await sdk().rotateInstallationCredential({
      ...of(),
      requestBody: { clientSecret, clientId: world.integration.id },
    });

    expect(rotated).toEqual({
      accessToken: expect.stringMatching(/^kit_/),
      expiresIn: 2_147_483_647,
      scope: expect.stringContaining('read-write:marketplace'),
      tokenType: 'oauth2-token',
    });
    const revoke = () =>
      sdk().revokeInstallationCredential({
        ...of(),
        requestBody: { token: rotated.accessToken, clientSecret },
      });
    expect(await revoke()).toEqual({ revoked: true, alreadyRevoked: false });
    expect(await revoke()).toEqual({ revoked: true, alreadyRevoked: true });
  });
});

test('marketplace.createEvent nudges the host', async () => {
  const done = await sdk().createEvent({
    ...of(),
    requestBody: { event: { type: 'resource.updated', resourceId } },
  });

  expect(done).toBeUndefined();
});

describe('resources', () => {
  test('marketplace.getIntegrationResources and getIntegrationResource show what there is', async () => {
    const known = { internalId: resource.id, name: resource.name, productId: 'db' };

    expect((await sdk().getIntegrationResources(of())).resources).toEqual([
      expect.objectContaining({ partnerId: resourceId, ...known, status: 'ready' }),
    ]);
    expect(await sdk().getIntegrationResource({ ...of(), resourceId })).toMatchObject({
      id: resourceId,
      ...known,
      billingPlanId: 'free',
    });
  });

  test('marketplace.importResource, updateResource and deleteIntegrationResource', async () => {
    const at = { ...of(), resourceId: 'brought/1' };
    expect(
      await sdk().importResource({
        ...at,
        requestBody: {
          productId: 'db',
          name: 'brought',
          status: 'ready',
          ownership: 'owned',
          metadata: { region: 'fra1' },
          secrets: [{ name: 'URL', value: 'x', environmentOverrides: { preview: 'y' } }],
        },
      }),
    ).toEqual({ name: 'brought' });
    expect(
      await sdk().updateResource({
        ...at,
        requestBody: {
          name: 'renamed',
          status: 'suspended',
          secrets: { secrets: [{ name: 'URL', value: 'z' }], partial: true },
        },
      }),
    ).toEqual({ name: 'renamed' });

    expect(await sdk().deleteIntegrationResource(at)).toBeUndefined();
    expect((await sdk().getIntegrationResources(of())).resources).toHaveLength(1);
  });

  test('marketplace.updateResourceSecretsById, and its twin that names the product', async () => {
    const secrets = [{ name: 'DATABASE_URL', value: 'x' }];
    const at = { ...of(), resourceId };

    expect(await sdk().updateResourceSecretsById({ ...at, requestBody: { secrets } })).toBe(
      undefined,
    );
    expect(
      await sdk().updateResourceSecrets({
        ...at,
        integrationProductIdOrSlug: 'db',
        requestBody: { secrets, partial: true },
      }),
    ).toBeUndefined();
  });
});

describe('billing', () => {
  const period = { start: days(-10), end: days(10) };
  const item = () => billing.item;

  test('marketplace.submitBillingData reports what was used', async () => {
    await sdk().submitBillingData({
      ...of(),
      requestBody: {
        timestamp: new Date(),
        eod: days(0.1),
        period,
        billing: { items: [item()], discounts: [] },
        usage: [
          {
            resourceId,
            name: 'Storage',
            type: 'total',
            units: 'GB',
            dayValue: 1.5,
            periodValue: 20,
          },
        ],
      },
    });

    const { body } = await world.owner.api(k.listUsage, {
      params: { team: world.team, installation: integrationConfigurationId },
    });
    expect(body.reports).toMatchObject([
      {
        charges: [{ resourceId, name: 'Storage', price: '2.50', quantity: '4', amount: '10.00' }],
        usage: [{ resourceId, dayValue: '1.5', periodValue: '20', planValue: null }],
      },
    ]);
  });

  test('marketplace.submitPrepaymentBalances reports what is left', async () => {
    await sdk().submitPrepaymentBalances({
      ...of(),
      requestBody: {
        timestamp: new Date(),
        balances: [
          { resourceId, currencyValueInCents: 1_250, credit: '50 runs', nameLabel: 'runs' },
        ],
      },
    });

    const { body } = await world.owner.api(k.listBalances, {
      params: { team: world.team, installation: integrationConfigurationId },
    });
    expect(body.balances).toMatchObject([
      { resourceId, currencyValueInCents: '1250', credit: '50 runs', nameLabel: 'runs' },
    ]);
  });

  test('marketplace.submitInvoice, getInvoice and updateInvoice', async () => {
    const submitted = await sdk().submitInvoice({
      ...of(),
      requestBody: { invoiceDate: days(-1), period, items: [item()], externalId: 'S-1' },
    });

    expect(submitted).toEqual({
      invoiceId: expect.stringMatching(/^inv_/),
      test: false,
      validationErrors: [],
    });
    const at = { ...of(), invoiceId: submitted.invoiceId ?? '' };
    expect(await sdk().getInvoice(at)).toMatchObject({
      invoiceId: at.invoiceId,
      state: 'invoiced',
      externalId: 'S-1',
      items: [item()],
      period: { start: period.start.toISOString(), end: period.end.toISOString() },
      total: '10.00',
    });

    await sdk().updateInvoice({
      ...at,
      requestBody: { action: 'refund', reason: 'a mistake', total: '10.00' },
    });
    expect(await sdk().getInvoice(at)).toMatchObject({
      state: 'refunded',
      refundTotal: '10.00',
      refundReason: 'a mistake',
    });
  });

  test('marketplace.submitInvoice tells what is wrong with a test', async () => {
    const tested = await sdk().submitInvoice({
      ...of(),
      requestBody: {
        invoiceDate: days(-20),
        period,
        items: [item()],
        test: { validate: true, result: 'paid' },
      },
    });

    expect(tested).toEqual({
      test: true,
      validationErrors: [expect.stringMatching('invoiceDate')],
    });
  });
});

describe('experimentation', () => {
  const at = () => ({ ...of(), resourceId });
  const flag = { slug: 'checkout', origin: 'https://flags.example/1', category: 'flag' } as const;

  test('items are made, changed and deleted, under names that say something else', async () => {
    expect(
      await sdk().createInstallationIntegrationConfiguration({
        ...at(),
        requestBody: { items: [{ id: 'f1', ...flag }] },
      }),
    ).toBeUndefined();
    expect(
      await sdk().updateInstallationIntegrationConfiguration({
        ...at(),
        itemId: 'f1',
        requestBody: { ...flag, isArchived: true },
      }),
    ).toBeUndefined();
    expect(
      await sdk().deleteInstallationIntegrationConfiguration({ ...at(), itemId: 'f1' }),
    ).toBeUndefined();
  });

  test('the map is written and read, and HEAD tells only that it has not changed', async () => {
    await world.owner.api(k.putTeamResourceExperimentation, {
      params: { team: world.team, resource: resource.id },
      body: { isSyncing: true },
    });
    const put =
      await sdk().replaceInstallationsByIntegrationConfigurationIdResourcesByResourceIdExperimentationGlobalConfig(
        { ...at(), requestBody: { data: { on: true, off: null } } },
      );

    expect(put).toMatchObject({ items: { on: true }, digest: expect.any(String) });
    const got =
      await sdk().getInstallationsByIntegrationConfigurationIdResourcesByResourceIdExperimentationGlobalConfig(
        at(),
      );
    expect(got).toEqual(put);
    // with 200 this method reads JSON from the empty body of HEAD, and no server can help that
    const unchanged =
      await sdk().headInstallationsByIntegrationConfigurationIdResourcesByResourceIdExperimentationGlobalConfig(
        at(),
        { headers: { 'if-none-match': `"${put.digest}"` } },
      );
    expect(unchanged).toBeUndefined();
  });
});

test('marketplace.finalizeInstallation ends a removed installation', async () => {
  const say = voiceOf(world, integrationConfigurationId);
  const token = tokenOf(world, integrationConfigurationId);
  world.provider.misbehave(({ method }) => method === 'DELETE', {
    kind: 'answer-after',
    status: 200,
    body: '{}',
  });
  await world.owner.api(k.uninstall, {
    params: { team: world.team, installation: integrationConfigurationId },
  });

  await sdkFor(world.url, token).marketplace.finalizeInstallation(of());

  expect((await say('GET', '/account')).status).toBe(401);
});
