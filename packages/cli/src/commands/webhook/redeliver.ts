import * as webhookEndpoints from '@kontor/protocol/kontor/webhook';
import * as z from 'zod';
import { CliError } from '../../cli-error.ts';
import { command } from '../../command.ts';
import { exitCode } from '../../exit-code.ts';
import { list, optionalArgument, text } from '../../inputs.ts';
import { steps } from '../../next/steps.ts';
import { readTime } from '../../output/read-time.ts';
import type { Session } from '../../session.ts';
import { placeOf, receiverArgument } from './receivers.ts';

export const redeliver = command({
  args: z.strictObject({
    ...receiverArgument,
    delivery: optionalArgument('Delivery, by id; without one, all that the options name.'),
  }),
  options: z.strictObject({
    states: list('states', 'Those that are so (default: parked): parked,skipped,delivered.'),
    type: text('type', 'Only webhooks of this type, such as project.created.'),
    from: text('time', 'Only what happened from then on, such as 2027-01-31 or 2027-01-31T12:00Z.'),
    until: text('time', 'Only what happened before.'),
  }),
  details:
    'Each is sent with the id and body that it had, and tried for another day. Of one receiver, one span of time is sent again at a time.',
  examples: [
    'kontor webhooks redeliver lagoon dlv_…',
    'kontor webhooks redeliver lagoon --from 2027-01-31 --until 2027-02-01',
    'kontor webhooks redeliver hook_… --states parked,skipped --json',
  ],
  output: z.union([
    webhookEndpoints.redeliverMany.responses[202],
    webhookEndpoints.redeliver.responses[202],
  ]),
  run: async ({ args, options }, session) => {
    if (args.delivery !== undefined) return one(session, args.receiver, args.delivery);
    const body = {
      ...(options.states.length === 0 ? {} : { states: readStates(options.states) }),
      ...(options.type === undefined ? {} : { type: options.type }),
      ...readTime('from', options.from),
      ...readTime('until', options.until),
    };
    const params = await placeOf(session, args.receiver);
    const { body: answer } = await session.call(webhookEndpoints.redeliverMany, { params, body });
    const { id, total } = answer.redelivery;
    if (total === 0) return { data: answer, text: ['There is nothing to send again.'] };
    return {
      data: answer,
      text: [`${total === 1 ? '1 delivery is' : `${total} deliveries are`} sent again, as ${id}.`],
      next: [steps.showRedeliveries(args.receiver)],
    };
  },
});

async function one(session: Session, receiver: string, delivery: string) {
  const { body } = await session.call(webhookEndpoints.redeliver, {
    params: { ...(await placeOf(session, receiver)), delivery },
  });
  return { data: body, text: [`${body.delivery.id} is sent again.`] };
}

const stateList = webhookEndpoints.redeliverMany.request.shape.states.unwrap();

function readStates(given: readonly string[]) {
  const parsed = stateList.safeParse(given);
  if (parsed.success) return parsed.data;
  throw wrong(`--states takes some of ${stateList.element.options.join(', ')}.`);
}

function wrong(message: string): CliError {
  return new CliError({ code: 'wrong_usage', exitCode: exitCode.wrongUsage, message });
}
