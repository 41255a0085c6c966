import { expect, test } from 'vitest';
import { hidden } from '../../src/partner-api/redact.ts';
import { imported, installed, usePlatform } from './installed.ts';

const platform = usePlatform();

const newest = async (integrationId: string) => {
  const [call] = await platform.parts().calls.newestOf(integrationId, { limit: 1 });
  return call;
};

test('a call of a provider is kept with its trace, and without its secrets', async () => {
  const provider = await installed(platform);
  await imported(provider);
  const traceId = '0af7651916cd43dd8448eb211c80319c';

  await platform.host.send('PUT', `${provider.at}/resources/db_1/secrets?x=1`, {
    token: provider.token,
    body: { secrets: [{ name: 'URL', value: 'postgres://user:pass@host/db' }] },
    headers: { traceparent: `00-${traceId}-b7ad6b7169203331-01` },
  });

  await expect
    .poll(() => newest(provider.integration.id))
    .toMatchObject({
      operation: 'updateResourceSecrets',
    });
  expect(await newest(provider.integration.id)).toEqual({
    id: expect.any(String),
    at: platform.host.clock.now.toISOString(),
    direction: 'inbound',
    operation: 'updateResourceSecrets',
    method: 'PUT',
    path: `${provider.at}/resources/db_1/secrets?x=1`,
    status: 201,
    outcome: 'answered',
    durationMs: expect.any(Number),
    traceId,
    installationId: provider.installation.id,
    resourceId: 'db_1',
    attempt: null,
    idempotencyKey: null,
    replayOf: null,
    replayedBy: null,
    requestBody: { secrets: [{ name: 'URL', value: hidden }] },
    responseBody: null,
  });
});

test('a refused call is kept with the reason', async () => {
  const provider = await installed(platform);

  await provider.say('PATCH', '', { status: 'available' });

  await expect
    .poll(() => newest(provider.integration.id))
    .toMatchObject({
      operation: 'updateInstallation',
      status: 400,
      outcome: 'refused: invalid_request',
      requestBody: { status: 'available' },
      responseBody: { error: { code: 'bad_request' } },
    });
});

test('of somebody without the right token only the attempt is kept', async () => {
  const provider = await installed(platform);
  const stranger = await installed(platform);

  await platform.host.send('PATCH', `/api${provider.at}`, {
    token: stranger.token,
    body: { notification: 'Hello from the neighbour' },
  });

  await expect
    .poll(() => newest(provider.integration.id))
    .toMatchObject({
      path: `/api${provider.at}`,
      status: 403,
      outcome: 'refused: wrong_installation',
      requestBody: null,
    });
});

test('a call about what no name can hold is kept with its path, and those beside it are kept too', async () => {
  const provider = await installed(platform);
  const { token } = provider;
  const strange = `${provider.at}/resources/db_%00`;
  const nobodys = '/v1/installations/icfg_%00/account';

  await provider.say('GET', '/account');
  await platform.host.send('GET', strange, { token });
  await platform.host.send('GET', nobodys, { token });

  await expect
    .poll(async () => {
      const kept = await platform.parts().calls.newestOf(provider.integration.id, { limit: 9 });
      // which of two at a time is written down first nobody says
      return kept.toSorted((one, other) => (one.path < other.path ? -1 : 1));
    })
    .toMatchObject([{ operation: 'getAccount' }, { path: strange, resourceId: null }]);
});

test('what follows from a call goes on under the trace that is kept', async () => {
  const provider = await installed(platform);

  await provider.say('GET', '/account');

  const [, traceId] = platform.seen.traceparent.split('-');
  expect(traceId).toMatch(/^[0-9a-f]{32}$/);
  await expect
    .poll(() => newest(provider.integration.id))
    .toMatchObject({
      operation: 'getAccount',
      traceId,
    });
});
