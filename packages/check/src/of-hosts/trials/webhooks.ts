import { verifyStandardWebhook } from '@kontor/signatures';
import { cannotJudge, fail } from '../../bench/outcome.ts';
import type { HostBench, Standing } from '../host-bench.ts';
import type { Received } from '../played-provider.ts';
import type { HostTrial } from './host-trial.ts';
import { expectStatus } from './platform.ts';

const CONNECTED = 'integration-resource.project-connected';
const DISCONNECTED = 'integration-resource.project-disconnected';

/** What the host tells afterwards. */
export const hostWebhookTrials: readonly HostTrial[] = [
  {
    name: 'webhooks-of-connections',
    title: 'Connecting and disconnecting are told, with the environments and whose they are.',
    requirements: ['WHK-14', 'WHK-16', 'WHK-18'],
    level: 'basic',
    advice:
      'Send project-connected and project-disconnected with installationId, configuration.id and targets.',
    run: async (bench) => {
      const standing = await bench.standing();
      const since = await disconnectAndConnect(bench, standing);
      for (const type of [DISCONNECTED, CONNECTED]) {
        const payload = payloadOf(await comes(bench, type, { since, about: standing.id }));
        const { installationId, configuration, targets } = payload;
        const configurationId = (configuration as { id?: unknown } | undefined)?.id;
        if (installationId !== standing.installed.id || configurationId !== installationId) {
          fail(`${type} does not name the installation in both of its places.`);
        }
        if (!Array.isArray(targets) || !targets.includes('production')) {
          fail(`${type} does not name the environments.`);
        }
      }
      const values = bench.provider.state.resources.get(standing.id)?.secrets ?? [];
      const told = bench.provider.calls('webhook');
      if (told.some(({ body }) => values.some(({ value }) => body.includes(value)))) {
        fail('A webhook has a secret in it.');
      }
    },
  },
  {
    name: 'webhooks-signed',
    title: 'Every webhook is signed over its bytes with the client secret.',
    requirements: ['WHK-1', 'WHK-5'],
    level: 'basic',
    observes: true,
    advice: 'Send the HMAC-SHA1 of the exact bytes in x-vercel-signature, as 40 lower-case digits.',
    run: async (bench) => {
      for (const webhook of await webhooksOf(bench)) {
        const installed = await bench.install(webhook.label);
        if (!(await bench.isSigned(webhook, installed)))
          fail('A webhook is not signed, or wrongly.');
      }
    },
  },
  {
    name: 'webhooks-signed-both-ways',
    title: 'Webhooks carry a signature of Standard Webhooks too.',
    requirements: ['WHK-20'],
    level: 'complete',
    observes: true,
    advice: 'Send webhook-id, webhook-timestamp and webhook-signature beside.',
    run: async (bench) => {
      for (const { label, body, headers, json } of await webhooksOf(bench)) {
        const { integration } = await bench.install(label);
        const { id } = (json ?? {}) as { id?: unknown };
        if (headers['webhook-id'] !== id) fail('`webhook-id` is not the id of the webhook.');
        const { 'webhook-timestamp': timestamp, 'webhook-signature': signature } = headers;
        const isGood = await verifyStandardWebhook(
          { id: headers['webhook-id'], timestamp, signature, body },
          integration.clientSecret,
          new Date(Number(timestamp) * 1000),
        );
        if (!isGood) fail('A signature of Standard Webhooks is missing or wrong.');
      }
    },
  },
  {
    name: 'webhooks-repeated',
    title: 'A webhook that was not taken is sent again, with the same id and body.',
    requirements: ['WHK-7', 'WHK-8'],
    level: 'robust',
    advice: 'Keep what was not answered with 2xx, and send the same bytes again, for a day.',
    run: async (bench) => {
      const standing = await bench.standing();
      bench.provider.meet('webhook', { answer: 500 }, { cut: 'before' });
      const since = await disconnectAndConnect(bench, standing);
      const repeated = await bench.eventually(() => {
        const all = bench.provider.calls('webhook', since);
        const [first] = all;
        const again = all.filter((each) => idOf(each) === idOf(first) && each !== first);
        return first !== undefined && again.length > 0 ? [first, ...again] : undefined;
      });
      if (repeated === undefined) fail('A webhook that was answered with 500 is not sent again.');
      if (new Set(repeated.map(({ body }) => body)).size > 1) fail('A repeat has another body.');
      await comes(bench, CONNECTED, { since, about: standing.id });
    },
  },
  {
    name: 'webhooks-in-order',
    title: 'What is about one resource comes in its order, each after the one before was taken.',
    requirements: ['WHK-23'],
    level: 'robust',
    advice: 'Hold back what is about a subject while something earlier about it was not taken.',
    run: async (bench) => {
      const standing = await bench.standing();
      bench.provider.meet('webhook', { answer: 503 });
      const since = await disconnectAndConnect(bench, standing);
      const second = await comes(bench, CONNECTED, { since, about: standing.id });
      const first = takenOf(bench, DISCONNECTED, since).find(isAbout(standing.id));
      if (first === undefined || first.at > second.at) fail('The later webhook is taken first.');
    },
  },
  {
    name: 'webhooks-not-redirected',
    title: 'A webhook does not follow a redirect.',
    requirements: ['WHK-22'],
    level: 'robust',
    advice: 'Take a redirect for an answer that is no 2xx.',
    run: async (bench) => {
      const standing = await bench.standing();
      const before = bench.provider.received.length;
      const location = `${bench.provider.baseUrl('first')}/elsewhere`;
      bench.provider.meet('webhook', { answer: 307, headers: { location } });
      const since = await disconnectAndConnect(bench, standing);
      await comes(bench, CONNECTED, { since, about: standing.id });
      const followed = bench.provider.received
        .slice(before)
        .some(({ path }) => path.startsWith('/elsewhere'));
      if (followed) fail('A webhook is sent to where a redirect leads.');
    },
  },
];

/** Leaves the connection as it was, and answers when that began. */
async function disconnectAndConnect(
  { customer, standing }: HostBench,
  { storeId, project }: Standing,
): Promise<number> {
  await standing();
  const since = performance.now();
  const { store } = ((await customer.showStore(storeId)).json ?? {}) as {
    store?: { projectsMetadata?: readonly { id: string; projectId: string }[] };
  };
  const connection = store?.projectsMetadata?.find((each) => each.projectId === project);
  if (connection === undefined) cannotJudge('It takes a connection, and the host shows none.');
  expectStatus(await customer.disconnect(storeId, connection.id), 204);
  expectStatus(await customer.connect(storeId, project), 201);
  return since;
}

/** One about a resource: what was told of others before may come late. */
async function comes(
  bench: HostBench,
  type: string,
  { since, about }: { readonly since: number; readonly about: string },
): Promise<Received> {
  const found = await bench.eventually(() => takenOf(bench, type, since).find(isAbout(about)));
  if (found !== undefined) return found;
  return fail(
    takenOf(bench, type, since).length > 0
      ? `${type} names the resource by another id.`
      : `No ${type} comes.`,
  );
}

const takenOf = (bench: HostBench, type: string, since: number) =>
  bench.webhooks(type, since).filter(({ answered }) => answered === 200);

const isAbout = (resource: string) => (webhook: Received) =>
  payloadOf(webhook).resourceId === resource;

async function webhooksOf(bench: HostBench): Promise<readonly Received[]> {
  await bench.standing();
  const found = await bench.eventually(() => {
    const all = bench.provider.calls('webhook');
    return all.length > 0 ? all : undefined;
  });
  return found ?? fail('No webhook has come.');
}

function payloadOf({ json }: Received): Readonly<Record<string, unknown>> {
  return (json as { payload?: Record<string, unknown> } | undefined)?.payload ?? {};
}

function idOf(webhook: Received | undefined): unknown {
  return (webhook?.json as { id?: unknown } | undefined)?.id;
}
