import { deleteInstallation, getResource } from '@kontor/protocol/partner';
import {
  signStandardWebhook,
  signWebhook,
  standardWebhookHeaders,
  webhookSignatureHeader,
} from '@kontor/signatures';
import type { Bench } from '../bench/bench.ts';
import type { Answer } from '../bench/exchange.ts';
import { expectRefused, expectSuccess } from '../bench/expect.ts';
import { cannotJudge, fail } from '../bench/outcome.ts';
import { hex, type Installation } from '../host/installation.ts';
import type { Trial } from './trial.ts';

const OLD_SECONDS = 3600;

const signed = 'Verify `x-vercel-signature` over the bytes as they came, before you parse them.';

export const webhookTrials: readonly Trial[] = [
  {
    name: 'webhook-accepted',
    title: 'A webhook that is rightly signed is taken, also of a type that is not known.',
    requirements: ['WHK-12', 'WHK-2'],
    level: 'complete',
    needs: 'webhooks',
    advice: 'Answer 2xx to types that you do not know: the host has further ones.',
    run: async (bench) => {
      const webhook = { type: 'kontor-check.unknown', payload: {} };
      expectSuccess(await sendWebhook(bench, webhook), 'A webhook of an unknown type');
    },
  },
  {
    name: 'webhook-bytes-verified',
    title: 'The signature is verified over the bytes as they came.',
    requirements: ['WHK-2'],
    level: 'complete',
    needs: 'webhooks',
    advice: signed,
    run: async (bench) => {
      const { id, type, createdAt, payload } = eventOf({ type: 'test-webhook', payload: {} });
      const body = `{ "payload": ${JSON.stringify(payload)},\n  "createdAt": ${createdAt},\n  "type": "${type}", "id": "\\u00${id.charCodeAt(0).toString(16)}${id.slice(1)}", "region": null }\n`;
      const taken = await sendBytes(bench, body, await signatureOf(bench, body));
      expectSuccess(taken, 'A signed webhook with unusual spaces, order and escapes');
      const other = `${body} `;
      const refused = await sendBytes(bench, other, await signatureOf(bench, body));
      expectRefused(refused, 'A webhook with a space more than was signed');
    },
  },
  {
    name: 'webhook-signature-needed',
    title: 'A webhook without a signature is refused and not acted on.',
    requirements: ['WHK-4'],
    level: 'complete',
    needs: 'webhooks',
    advice: signed,
    run: async (bench) => {
      await expectForgedIgnored(bench, 'A webhook without a signature', async () => ({}));
    },
  },
  {
    name: 'webhook-signature-verified',
    title: 'A webhook with a wrong signature is refused and not acted on.',
    requirements: ['WHK-4'],
    level: 'complete',
    needs: 'webhooks',
    advice: signed,
    run: async (bench) => {
      await expectForgedIgnored(
        bench,
        'A webhook that another secret has signed',
        async (body) => ({
          [webhookSignatureHeader]: await signWebhook(body, 'another-secret'),
        }),
      );
      await expectForgedIgnored(bench, 'A webhook with an empty signature', async () => ({
        [webhookSignatureHeader]: '',
      }));
    },
  },
  {
    name: 'old-webhook-refused',
    title: 'A webhook whose time of sending is long over is refused.',
    requirements: ['WHK-21'],
    level: 'robust',
    needs: 'webhooks',
    advice:
      'Where you verify `webhook-signature`, refuse a `webhook-timestamp` of more than five minutes.',
    run: async (bench) => {
      const { id, ...event } = eventOf({ type: 'test-webhook', payload: {} });
      const body = JSON.stringify({ id, ...event });
      const timestamp = Math.floor(Date.now() / 1000) - OLD_SECONDS;
      const headers = {
        [standardWebhookHeaders.id]: id,
        [standardWebhookHeaders.timestamp]: String(timestamp),
        [standardWebhookHeaders.signature]: await signStandardWebhook(
          { id, timestamp, body },
          secretOf(bench),
        ),
      };
      expectRefused(await sendBytes(bench, body, headers), 'A webhook that was sent an hour ago');
    },
  },
  {
    name: 'webhooks-more-than-once',
    title: 'A delivery that comes again is taken again.',
    requirements: ['WHK-10'],
    level: 'robust',
    needs: 'webhooks',
    advice: 'Answer 2xx to a delivery that you have had already.',
    run: async (bench) => {
      const { installation, resource } = await bench.standing();
      const connected = connectionOf('project-connected', installation, resource.id);
      for (const _ of [1, 2]) {
        expectSuccess(await sendWebhook(bench, connected), 'A webhook, each time that it comes');
      }
    },
  },
  {
    name: 'webhooks-in-any-order',
    title: 'Deliveries are taken in any order.',
    requirements: ['WHK-10'],
    level: 'robust',
    needs: 'webhooks',
    advice: 'Read how things are instead of counting on what came before.',
    run: async (bench) => {
      const installation = await bench.install();
      const resource = await bench.provision(installation);
      const events = [
        connectionOf('project-disconnected', installation, resource.id),
        connectionOf('project-connected', installation, resource.id),
        connectionOf('project-connected', installation, 'kontor-check-no-such-resource'),
        connectionOf('project-disconnected', { id: `icfg_${hex(12)}` }, resource.id),
      ];
      for (const event of events) {
        expectSuccess(await sendWebhook(bench, event), `${event.type}, whatever came before`);
      }
    },
  },
  {
    name: 'removed-in-any-order',
    title: 'An uninstall is told by webhook and by call, in any order and more than once.',
    requirements: ['INS-25', 'INS-19'],
    level: 'robust',
    needs: 'webhooks',
    advice: 'Whichever comes first ends the installation, and the other finds it ended.',
    run: async (bench) => {
      for (const order of ['call first', 'webhook first'] as const) {
        const installation = await bench.install();
        await bench.provision(installation);
        const byCall = async () =>
          expectSuccess(
            await bench.call(deleteInstallation, { installation }),
            `The call of an uninstall, ${order}`,
          );
        const byWebhook = async () =>
          expectSuccess(
            await sendWebhook(bench, removedOf(installation)),
            `The webhook of an uninstall, ${order}`,
          );
        const steps = order === 'call first' ? [byCall, byWebhook] : [byWebhook, byCall];
        for (const step of [...steps, ...steps]) await step();
      }
    },
  },
  {
    name: 'account-handed-over',
    title: 'An installation that was handed over goes on with the account of the next token.',
    requirements: ['TRF-10'],
    level: 'robust',
    needs: 'webhooks',
    advice: 'Take the account from the claims of each token; the installation is the key.',
    run: async (bench) => {
      const installation = await bench.install();
      const params = { resourceId: (await bench.provision(installation)).id };
      const previousAccountId = installation.accountId;
      installation.accountId = hex(12);
      const newAccountId = installation.accountId;
      const told = await sendWebhook(bench, {
        type: 'integration-configuration.transferred',
        payload: {
          ...{ installationId: installation.id, configuration: { id: installation.id } },
          ...{ previousTeamId: previousAccountId, previousAccountId },
          ...{ newTeamId: newAccountId, newAccountId },
        },
      });
      expectSuccess(told, 'The webhook of a hand-over');
      const answer = await bench.call(getResource, { installation, params });
      expectSuccess(answer, 'A resource, with a token of the new account');
    },
  },
];

export type Webhook = {
  readonly type: string;
  readonly payload: object;
  /** Of the delivery; a new one unless given. */
  readonly id?: string;
};

/** Sends a webhook as a host does. */
export async function sendWebhook(bench: Bench, webhook: Webhook): Promise<Answer> {
  const body = JSON.stringify(eventOf(webhook));
  return sendBytes(bench, body, await signatureOf(bench, body));
}

type Headers = Readonly<Record<string, string>>;

async function signatureOf(bench: Bench, body: string): Promise<Headers> {
  return { [webhookSignatureHeader]: await signWebhook(body, secretOf(bench)) };
}

function sendBytes({ subject, fetchAnswer }: Bench, body: string, headers: Headers) {
  return fetchAnswer({
    operation: 'webhook',
    method: 'POST',
    url: subject.webhookUrl ?? cannotJudge('The registration gives no webhookUrl.'),
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
}

function secretOf({ subject }: Bench): string {
  return subject.clientSecret ?? cannotJudge('The registration gives no clientSecret.');
}

function eventOf({ type, payload, id = `evt_${hex(8)}` }: Webhook) {
  return { id, type, createdAt: Date.now(), region: null, payload };
}

function removedOf({ id }: Installation): Webhook {
  const configuration = { id, projectSelection: 'all', projects: [] };
  return {
    type: 'integration-configuration.removed',
    payload: { installationId: id, configuration },
  };
}

function connectionOf(
  what: 'project-connected' | 'project-disconnected',
  { id }: Pick<Installation, 'id'>,
  resourceId: string,
): Webhook {
  const project = { id: 'prj_kontorcheck', name: 'kontor-check' };
  return {
    type: `integration-resource.${what}`,
    payload: {
      ...{ installationId: id, configuration: { id }, resourceId },
      ...{ project, projectId: project.id, targets: ['production'] },
    },
  };
}

/** A webhook that tells of an uninstall, as nobody but the host may. */
async function expectForgedIgnored(
  bench: Bench,
  what: string,
  headersFor: (body: string) => Promise<Headers>,
): Promise<void> {
  const installation = await bench.install();
  const params = { resourceId: (await bench.provision(installation)).id };
  const body = JSON.stringify(eventOf(removedOf(installation)));
  expectRefused(await sendBytes(bench, body, await headersFor(body)), what);
  const left = await bench.call(getResource, { installation, params });
  if (left.status > 299) fail(`${what} has ended an installation.`);
}
