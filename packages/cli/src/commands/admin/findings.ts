import type { Finding } from '@kontor/protocol/kontor';
import * as reconciliationEndpoints from '@kontor/protocol/kontor/reconciliation';
import * as z from 'zod';
import { command } from '../../command.ts';
import { argument, flag, text } from '../../inputs.ts';
import { steps } from '../../next/steps.ts';
import { table } from '../../output/table.ts';

const { kind, limit } = reconciliationEndpoints.listFindings.query.shape;
const reconciliation = argument('Comparison, by id.');

export const listFindings = command({
  args: z.strictObject({ reconciliation }),
  options: z.strictObject({
    kind: kind.meta({ description: 'Only those of this kind.', placeholder: 'kind' }),
    repairable: flag('Only those that are open and can be repaired here.'),
    after: text('id', 'Only those that follow this one.'),
    limit: limit.meta({ description: 'How many.', placeholder: 'count' }),
  }),
  details: 'For operators. Each says what repairing it does, or what people can do.',
  examples: [
    'kontor admin findings rcn_0Vc0tmWXfUFNx3iR4TK0u99O',
    'kontor admin findings rcn_0Vc0tmWXfUFNx3iR4TK0u99O --repairable',
  ],
  output: reconciliationEndpoints.listFindings.responses[200],
  run: async ({ args: params, options: { repairable, ...query } }, { call }) => {
    const { body } = await call(reconciliationEndpoints.listFindings, {
      params,
      query: { ...query, ...(repairable && { repairable: 'true' }) },
    });
    const first = body.findings.find((each) => each.repair !== null && each.state === 'open');
    return {
      data: body,
      text: body.findings.length === 0 ? ['There is nothing.'] : linesOf(body.findings),
      next: first === undefined ? [] : [steps.repairFinding(params.reconciliation, first.id)],
    };
  },
});

function linesOf(findings: readonly Finding[]) {
  return table(
    ['SEVERITY', 'KIND', 'TEAM', 'INTEGRATION', 'WHAT', 'REPAIR', 'STATE', 'ID'],
    findings.map((each) => [
      each.severity,
      each.kind,
      each.team.slug ?? each.team.id,
      each.integration.slug,
      each.message,
      each.repair ?? '-',
      each.state,
      each.id,
    ]),
  );
}

export const repairFinding = command({
  args: z.strictObject({ reconciliation, finding: argument('Finding, by id.') }),
  options: z.strictObject({}),
  details:
    'For operators. Both sides are looked at once more before anything is done. Asks before; elsewhere --yes is needed.',
  examples: ['kontor admin repair rcn_0Vc0tmWXfUFNx3iR4TK0u99O fnd_0Vc0tmWXfUFNx3iR4TK0u99O --yes'],
  output: reconciliationEndpoints.repairFinding.responses[200],
  run: async ({ args: params }, { call, ask }) => {
    await ask.toConfirm({
      message: `Repair ${params.finding}, as kontor admin findings says of it?`,
    });
    const { body } = await call(reconciliationEndpoints.repairFinding, { params, body: {} });
    const { state, operationId } = body.finding;
    const way = operationId === null ? '' : ` by the operation ${operationId}`;
    return { data: body, text: [`${params.finding} is ${state}${way}.`] };
  },
});
