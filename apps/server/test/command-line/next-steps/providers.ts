import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import type { Scenarios } from './scenario.ts';
import type { Stage } from './stage.ts';

/** Integrations, the calls of their servers and the webhooks that they are sent. */
export function ofProviders(stage: Stage) {
  const { here, world } = stage;
  return {
    checkIntegration: {
      before: () => here.write('tides.json', tides),
      line: 'kontor integrations create --file tides.json',
      gets: /reached/,
    },
    replayCall: {
      before: async () => {
        const { stdout } = await here.line(
          'kontor calls list scripted --direction outbound --json',
        );
        return JSON.parse(stdout).calls.find(({ method }: { method: string }) => method === 'GET')
          .id;
      },
      line: 'kontor calls show scripted …',
      gets: /came back/,
    },
    showDelivery: {
      before: async () => {
        const { stdout } = await here.line(
          'kontor webhooks create http://127.0.0.1:9/ --events project.created --json',
        );
        return JSON.parse(stdout).webhook?.id ?? JSON.parse(stdout).receiver.id;
      },
      line: 'kontor webhooks test …',
      gets: /test-webhook/,
    },
    showRedeliveries: {
      // nobody listens there, and what was kept before goes there too
      before: () =>
        world.owner.api(k.updateIntegration, {
          params: { ...stage.params(), integration: world.integration.id },
          body: { webhookUrl: 'http://127.0.0.1:9/' },
        }),
      line: 'kontor webhooks redeliver scripted --states skipped,parked,delivered',
      gets: /(running|done)/,
    },
    startMarketplace: { takenIn: 'dev/dev.test.ts, which has a provider to start around' },
    listTrials: { line: 'kontor check', code: 2, gets: /TRIAL/ },
  } satisfies Scenarios;
}

const tides = JSON.stringify({
  slug: 'tides',
  name: 'Tides',
  developer: 'Tides Ltd',
  shortDescription: 'Rises and falls',
  category: 'Storage',
  contactEmail: 'dev@tides.example',
  baseUrl: 'http://127.0.0.1:9',
});
