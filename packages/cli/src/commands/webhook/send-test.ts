import { setTimeout as pause } from 'node:timers/promises';
import type { TriedDelivery } from '@kontor/protocol/kontor';
import * as webhookEndpoints from '@kontor/protocol/kontor/webhook';
import { sentWebhookType } from '@kontor/protocol/webhooks';
import * as z from 'zod';
import { CliError } from '../../cli-error.ts';
import { command } from '../../command.ts';
import { exitCode } from '../../exit-code.ts';
import { flag, text } from '../../inputs.ts';
import { steps } from '../../next/steps.ts';
import type { Session } from '../../session.ts';
import { receiverArgument, receiverNamed } from './receivers.ts';
import { samplePayload } from './sample-payload.ts';
import { subjectOf } from './subject-of.ts';

const LOOK_EVERY_MS = 250;

const payloadOf = z.record(z.string(), z.json());

export const testWebhook = command({
  args: z.strictObject({ ...receiverArgument }),
  options: z.strictObject({
    type: sentWebhookType.default('test-webhook').meta({
      description: 'What is sent, such as marketplace.invoice.paid (default: test-webhook).',
      placeholder: 'type',
    }),
    about: text(
      'team',
      'Make the payload of what this team of yours has: its installation, resource, project, invoice, deployment (default: made up).',
    ),
    payload: text('json', 'The payload, or a part of it that stands instead of what is made.'),
    show: flag('Only show the payload, to edit it.'),
    wait: flag('Wait for what the receiver makes of it; exit code 6 says that it took it not.'),
  }),
  details:
    'What is sent is signed, kept and repeated as everything else. The host fills in team and user, by the ids that the receiver knows, unless the payload has them. A payload that its type does not have is refused.',
  examples: [
    'kontor webhooks test lagoon',
    'kontor webhooks test hook_… --json',
    'kontor webhooks test lagoon --type marketplace.invoice.paid --about acme --wait',
    'kontor webhooks test lagoon --type marketplace.invoice.paid --show',
  ],
  output: z.union([
    webhookEndpoints.sendTestWebhook.responses[202],
    webhookEndpoints.getDelivery.responses[200],
    z.object({ type: sentWebhookType, payload: payloadOf }),
  ]),
  run: async ({ args, options }, session) => {
    const { type, about, show, wait } = options;
    const team = await session.team();
    const receiver = await receiverNamed(session, args.receiver);
    const subject =
      about === undefined
        ? {}
        : await subjectOf(session, { team: about, integration: receiver.name });
    const payload = payloadOf.parse({
      ...samplePayload(type, subject, new Date()),
      ...readPayload(options.payload),
    });
    if (show) {
      return { data: { type, payload }, text: JSON.stringify(payload, null, 2).split('\n') };
    }
    const params = { team, receiver: receiver.id };
    const { body } = await session.call(webhookEndpoints.sendTestWebhook, {
      params,
      body: { type, payload },
    });
    const { id } = body.delivery;
    const next = [steps.showDelivery(args.receiver, id)];
    if (!wait) return { data: body, text: [`Sent ${id}.`], next };
    const delivery = await firstTry(session, { ...params, delivery: id });
    const isTaken = delivery.state === 'delivered';
    return {
      data: { delivery },
      text: [outcomeOf(delivery)],
      next,
      exitCode: isTaken ? exitCode.done : exitCode.providerFailed,
    };
  },
});

function readPayload(given: string | undefined): z.output<typeof payloadOf> {
  if (given === undefined) return {};
  try {
    return payloadOf.parse(JSON.parse(given));
  } catch (cause) {
    throw new CliError({
      code: 'wrong_usage',
      exitCode: exitCode.wrongUsage,
      message: `--payload is no JSON object: ${cause instanceof SyntaxError ? cause.message : 'it is something else'}.`,
    });
  }
}

/** What an attempt is called before it has ended. */
const UNDER_WAY = 'running';

/** The delivery once its receiver was asked for the first time, and has answered or not. */
async function firstTry(
  { call, progress }: Session,
  params: { team: string; receiver: string; delivery: string },
): Promise<TriedDelivery> {
  for (;;) {
    const { delivery } = (await call(webhookEndpoints.getDelivery, { params })).body;
    const hasEnded = delivery.tries.some(({ outcome }) => outcome !== UNDER_WAY);
    if (hasEnded || delivery.state !== 'waiting') {
      progress.clear();
      return delivery;
    }
    progress.say('Sending');
    await pause(LOOK_EVERY_MS);
  }
}

function outcomeOf({ id, type, state, tries }: TriedDelivery): string {
  const last = tries.at(-1);
  const status = last?.status === undefined || last.status === null ? '' : ` ${last.status}`;
  const took =
    last?.durationMs === undefined || last.durationMs === null ? '' : ` in ${last.durationMs} ms`;
  const said = last === undefined ? state : `${last.outcome}${status}${took}`;
  const why = last?.message ? ` ${last.message}` : '';
  const body = last?.responseBody ? ` It answered: ${last.responseBody}` : '';
  return `${type} (${id}): ${said}.${why}${body}`;
}
