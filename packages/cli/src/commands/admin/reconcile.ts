import { setTimeout as pause } from 'node:timers/promises';
import type { Reconciliation } from '@kontor/protocol/kontor';
import * as reconciliationEndpoints from '@kontor/protocol/kontor/reconciliation';
import * as z from 'zod';
import { command } from '../../command.ts';
import { text } from '../../inputs.ts';
import { steps } from '../../next/steps.ts';
import { second } from '../../output/day.ts';
import type { Line } from '../../output/line.ts';
import { table } from '../../output/table.ts';

const LOOK_EVERY_MS = 1_000;

export const reconcile = command({
  args: z.strictObject({}),
  options: z.strictObject({
    integration: text('integration', 'Only this one, by slug or id.'),
    installation: text('installation', 'Only this one, by id.'),
    wait: z
      .boolean()
      .default(true)
      .meta({ description: 'Only begin; the host goes on by itself.' }),
  }),
  details:
    'For operators. It only reads, and waits until everything was compared. The host does the same once a day.',
  examples: ['kontor admin reconcile', 'kontor admin reconcile --integration lagoon --no-wait'],
  output: reconciliationEndpoints.getReconciliation.responses[200],
  run: async ({ options: { wait, integration, installation } }, { call, progress }) => {
    const begun = await call(reconciliationEndpoints.startReconciliation, {
      body: {
        ...(integration !== undefined && { integration }),
        ...(installation !== undefined && { installation }),
      },
    });
    let { reconciliation } = begun.body;
    const params = { reconciliation: reconciliation.id };
    while (wait && reconciliation.endedAt === null) {
      progress.say(`Comparing, ${reconciliation.installations} installations so far`);
      await pause(LOOK_EVERY_MS);
      ({ reconciliation } = (
        await call(reconciliationEndpoints.getReconciliation, { params })
      ).body);
    }
    progress.clear();
    return {
      data: { reconciliation },
      text: linesOf(reconciliation),
      next: [steps.listFindings(reconciliation.id)],
    };
  },
});

function linesOf({ id, endedAt, installations, resources, findings, unanswered }: Reconciliation) {
  const compared = `${installations} installations and ${resources} resources`;
  const lines: Line[] = [
    endedAt === null
      ? `${id} runs: ${compared} so far.`
      : `${id} compared ${compared}: ${findings.high} findings of high severity, ${findings.medium} of medium, ${findings.low} of low.`,
  ];
  if (unanswered.length === 0) return lines;
  const rows = unanswered.map((each) => [
    each.integration,
    each.reason,
    String(each.installations),
  ]);
  return [...lines, '', ...table(['NOT ALL ANSWERED BY', 'WHY', 'INSTALLATIONS'], rows)];
}

const { limit } = reconciliationEndpoints.listReconciliations.query.shape;

export const listReconciliations = command({
  args: z.strictObject({}),
  options: z.strictObject({
    limit: limit.meta({ description: 'How many.', placeholder: 'count' }),
  }),
  details: 'For operators. The newest first; they are kept for thirty days.',
  examples: ['kontor admin reconciliations'],
  output: reconciliationEndpoints.listReconciliations.responses[200],
  run: async ({ options }, { call }) => {
    const { body } = await call(reconciliationEndpoints.listReconciliations, { query: options });
    const rows = body.reconciliations.map((each) => [
      second(each.startedAt),
      each.endedAt === null ? 'runs' : second(each.endedAt),
      each.installationId ?? each.integration ?? 'everything',
      String(each.installations),
      String(each.findings.open),
      String(each.findings.repairable),
      each.id,
    ]);
    const titles = ['BEGAN', 'ENDED', 'OF', 'INSTALLATIONS', 'OPEN', 'REPAIRABLE', 'ID'];
    return {
      data: body,
      text: rows.length === 0 ? ['Nothing was compared yet.'] : table(titles, rows),
    };
  },
});
