import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { expect, onTestFinished, test } from 'vitest';
import { checkAddresses } from '../../src/catalog/check-addresses.ts';
import { permittedAddresses } from '../../src/partner-api/address-guard.ts';
import { createGuardedAgent } from '../../src/partner-api/guarded-agent.ts';
import { sendCallback, sendDelivery } from '../../src/webhooks/send.ts';
import { furnish, publishedBy } from '../isolation/belongings.ts';
import { done } from '../isolation/done.ts';
import { everyEndpoint } from '../isolation/endpoints.ts';
import { send } from '../isolation/matrix.ts';
import { placesOf } from '../isolation/places.ts';
import { requestFor } from '../isolation/requests.ts';
import { rightfulTokens } from '../isolation/rightful.ts';
import { session } from '../isolation/visits.ts';
import { dressed, insideHosts } from '../partner-api/inside.ts';
import { listenRaw } from '../partner-api/misbehaving-server.ts';
import { callsOf, clientWith } from '../partner-api/provider-world.ts';
import { startWorld } from '../world/world.ts';

/** Where names of these tests lead, in the look-up after the first one as well. */
const rebinding: Readonly<Record<string, readonly string[]>> = {
  'loopback.test': ['127.0.0.1'],
  'metadata.test': ['169.254.169.254'],
  'mapped.test': ['::ffff:127.0.0.1'],
  'translated.test': ['64:ff9b::7f00:1'],
  'first-public.test': ['1.1.1.1', '127.0.0.1'],
};
const resolve = async (name: string) =>
  rebinding[name] ?? Promise.reject(Object.assign(new Error('no name'), { code: 'ENOTFOUND' }));
const strict = { allowPrivateAddresses: false } as const;
const places = [...insideHosts, ...dressed, ...Object.keys(rebinding)];
/** Something of this machine's own that hears whoever connects, at whichever of its addresses. */
const inside = () => listenRaw((socket) => void socket.resume(), '::');

test('there are sixty places and more', () => {
  expect(new Set(places).size).toBeGreaterThanOrEqual(60);
});

test.each(places)('a base URL is not called there: %s', async (host) => {
  const { port, connections } = await inside();
  const { client } = clientWith({ ...strict, resolve });

  for (const scheme of ['https', 'http']) {
    const outcome = await callsOf(client, `${scheme}://${host}:${port}`).provision();
    expect(outcome.kind).toBe('not-sent');
  }

  expect(connections).toHaveLength(0);
});

test.each(places)('a webhook and a callback are not sent there: %s', async (host) => {
  const { port, connections } = await inside();
  const dispatcher = createGuardedAgent({
    permits: permittedAddresses(strict),
    timeoutMs: 1_000,
    resolve,
  });
  onTestFinished(() => dispatcher.destroy());
  const options = {
    ...{ ...strict, dispatcher, timeoutMs: 5_000, now: () => new Date() },
    signal: new AbortController().signal,
  };

  for (const scheme of ['https', 'http']) {
    const address = { url: `${scheme}://${host}:${port}/hook?a=1`, secret: 'secret' };
    const delivered = await sendDelivery(address, { deliveryId: 'dlv_1', body: '{}' }, options);
    const called = await sendCallback(address, '{}', options);
    expect([delivered, called].map(({ record }) => record.status)).toEqual([null, null]);
  }

  expect(connections).toHaveLength(0);
});

test.each(insideHosts)('an integration cannot be given such an address: %s', (host) => {
  const url = `https://${host}/`;
  const given = { baseUrl: url, webhookUrl: url, redirectLoginUrl: url, redirectUrl: url };

  const refused = checkAddresses(given, strict);

  expect(refused).toMatchObject({ ok: false, error: { code: 'address_not_allowed' } });
});

test('logos, pictures and links of a provider are opened by browsers, and never by the host', async () => {
  const { url, connections } = await listenRaw((socket) => void socket.resume());
  const world = await startWorld({
    rateLimits: null,
    payments: { kind: 'test' },
    testClocks: 'owners',
  });
  onTestFinished(world.close);
  const stage = await publishedBy(world, world.owner, world.team, 'first');
  const theirs = await furnish(world, stage, 'acme');
  const { api } = world.owner;
  const redirectLoginUrl = 'https://console.scripted.test/sso';
  const params = { team: world.team, integration: stage.integration.id };
  const details = { logoUrl: `${url}/logo.png`, featureMedia: { images: [`${url}/one.png`] } };
  await done(api(k.updateIntegration, { params, body: { redirectLoginUrl, details } }));
  const place = placesOf(theirs);
  const tokenFor = rightfulTokens(world, theirs);

  for (const endpoint of everyEndpoint.filter(({ method }) => method === 'GET')) {
    await send(world.url, requestFor(endpoint, place), tokenFor(endpoint));
  }
  const query = new URLSearchParams({ url: `sso:${url}/inside`, resource_id: theirs.external });
  const sso = await fetch(`${world.url}/sso/integrations/first/${theirs.installation}?${query}`, {
    headers: await session(world, world.owner),
    redirect: 'manual',
  });

  // the console alone decides what it does with the rest
  expect(new URL(sso.headers.get('location') ?? '').origin).toBe(new URL(redirectLoginUrl).origin);
  expect(JSON.stringify((await api(k.listCatalog)).body)).toContain('/logo.png');
  expect(connections).toHaveLength(0);
});

test.each(['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'ftp://a.test/l'])(
  'a logo, and a link, is no other kind of address: %s',
  async (address) => {
    const update = everyEndpoint.find(({ id }) => id === 'updateIntegration');
    const logo = update?.request?.safeParse({ details: { logoUrl: address } });

    expect(logo?.success).toBe(false);
  },
);
