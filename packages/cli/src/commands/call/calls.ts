import type { ProviderCall } from '@kontor/protocol/kontor';
import * as providerCallEndpoints from '@kontor/protocol/kontor/provider-call';
import * as z from 'zod';
import { command } from '../../command.ts';
import { exitCode } from '../../exit-code.ts';
import { argument, flag, text } from '../../inputs.ts';
import { steps } from '../../next/steps.ts';
import { second } from '../../output/day.ts';
import type { Line } from '../../output/line.ts';
import { readTime } from '../../output/read-time.ts';
import { facts, table } from '../../output/table.ts';
import { integrationArgument } from '../integration/integrations.ts';

const { direction, limit, before } = providerCallEndpoints.listProviderCalls.query.shape;
const callArguments = { ...integrationArgument, call: argument('Call, by id.') };

export const listCalls = command({
  args: z.strictObject(integrationArgument),
  options: z.strictObject({
    direction: direction.meta({
      description: 'Only those of the host (outbound), or of the provider (inbound).',
      placeholder: 'outbound|inbound',
    }),
    failed: flag('Only those that were not answered as they should be.'),
    status: text('status', 'Only those of this status, such as 404, or class, such as 5xx.'),
    operation: text('name', 'Only those of this endpoint.'),
    installation: text('id', 'Only those of this installation.'),
    resource: text('id', 'Only those of the resource that the provider calls so.'),
    trace: text('id', 'Only those of this trace.'),
    search: text('text', 'Only those that have this in path, ids or outcome.'),
    from: text('time', 'Only from then on, such as 2027-01-31 or 2027-01-31T12:00Z.'),
    until: text('time', 'Only those before.'),
    before: before.meta({ description: 'Only those older than this call.', placeholder: 'id' }),
    limit: limit.meta({ description: 'How many, up to 200 (default: 50).', placeholder: 'count' }),
  }),
  details: 'For providers. The newest first; secrets are cut out where a call is kept.',
  examples: [
    'kontor calls list lagoon --failed',
    'kontor calls list lagoon --direction outbound --status 5xx --from 2027-01-31 --json',
  ],
  output: providerCallEndpoints.listProviderCalls.responses[200],
  run: async ({ args, options: { failed, from, until, ...query } }, session) => {
    const { body } = await session.call(providerCallEndpoints.listProviderCalls, {
      params: { team: await session.team(), ...args },
      query: {
        ...query,
        ...(failed && { failed: 'true' as const }),
        ...readTime('from', from),
        ...readTime('until', until),
      },
    });
    return {
      data: body,
      text: body.calls.length === 0 ? ['There are no such calls.'] : callTable(body.calls),
      notes: [`Calls are kept for ${body.keptForDays} days.`],
    };
  },
});

export const showCall = command({
  args: z.strictObject(callArguments),
  options: z.strictObject({}),
  examples: ['kontor calls show lagoon 4711'],
  output: providerCallEndpoints.getProviderCall.responses[200],
  run: async ({ args }, session) => {
    const { body } = await session.call(providerCallEndpoints.getProviderCall, {
      params: { team: await session.team(), ...args },
    });
    const { call, replay } = body;
    return {
      data: body,
      text: linesOf(call),
      notes: replay.isOffered ? [] : [replay.reason ?? 'It cannot be sent again.'],
      next: replay.isOffered ? [steps.replayCall(args.integration, call.id)] : [],
    };
  },
});

export const replayCall = command({
  args: z.strictObject(callArguments),
  options: z.strictObject({
    newKey: flag('With an idempotency key of its own, so that the provider does it once more.'),
  }),
  details:
    'What comes back changes nothing at the host. One that changes something at the provider asks before; where nobody can be asked, --yes is needed.',
  examples: ['kontor calls replay lagoon 4711', 'kontor calls replay lagoon 4711 --new-key --yes'],
  output: providerCallEndpoints.replayProviderCall.responses[200],
  run: async ({ args, options }, session) => {
    const params = { team: await session.team(), ...args };
    const shown = await session.call(providerCallEndpoints.getProviderCall, { params });
    const { hasEffects } = shown.body.replay;
    if (hasEffects) {
      await session.ask.toConfirm({
        message: `Send ${shown.body.call.operation} again? It changes something at the provider.`,
      });
    }
    const { body } = await session.call(providerCallEndpoints.replayProviderCall, {
      params,
      body: { isConfirmed: hasEffects, idempotencyKey: options.newKey ? 'new' : 'same' },
    });
    const { replay } = body;
    return {
      data: body,
      text: linesOf(replay),
      ...(replay.outcome !== 'answered' && { exitCode: exitCode.providerFailed }),
    };
  },
});

function callTable(calls: readonly ProviderCall[]): Line[] {
  return table(
    ['AT', 'FROM', 'OPERATION', 'STATUS', 'OUTCOME', 'TOOK', 'ID'],
    calls.map((call) => [
      second(call.at),
      call.direction === 'outbound' ? 'host' : 'provider',
      call.operation,
      call.status === null ? '-' : String(call.status),
      call.outcome,
      `${call.durationMs} ms`,
      call.id,
    ]),
  );
}

function linesOf(call: ProviderCall): Line[] {
  return facts([
    ['id', call.id],
    ['at', second(call.at)],
    ['from', call.direction === 'outbound' ? 'the host' : 'the provider'],
    ['call', `${call.method} ${call.path}`],
    ['operation', call.operation],
    ['status', call.status === null ? '-' : String(call.status)],
    ['outcome', call.outcome],
    ['took', `${call.durationMs} ms`],
    ['trace', call.traceId],
    ['sent', JSON.stringify(call.requestBody)],
    ['came back', JSON.stringify(call.responseBody)],
  ]);
}
