import type { Operation } from '@kontor/protocol/kontor';
import * as operationEndpoints from '@kontor/protocol/kontor/operation';
import * as z from 'zod';
import { command } from '../../command.ts';
import { text } from '../../inputs.ts';
import { second } from '../../output/day.ts';
import { table } from '../../output/table.ts';
import { findInstallation } from '../installation/find-installation.ts';
import { findResource } from '../resource/find-resource.ts';

const { status, limit } = operationEndpoints.listOperations.query.shape;

export const listOperations = command({
  args: z.strictObject({}),
  options: z.strictObject({
    status: status.meta({
      description: 'Only those that stand like this.',
      placeholder: status.unwrap().options.join('|'),
    }),
    resource: text('resource', 'Only of this resource.'),
    installation: text('integration', 'Only of this integration or installation.'),
    limit: limit.meta({ description: 'How many, up to 100 (default: 20).', placeholder: 'count' }),
  }),
  examples: ['kontor operations list', 'kontor operations list --status running'],
  output: operationEndpoints.listOperations.responses[200],
  run: async ({ options }, session) => {
    const { resource, installation, ...query } = options;
    const { body } = await session.call(operationEndpoints.listOperations, {
      params: { team: await session.team() },
      query: {
        ...query,
        resource: resource && (await findResource(session, resource)).id,
        installation: installation && (await findInstallation(session, installation)).id,
      },
    });
    const { operations } = body;
    return {
      data: { operations },
      text:
        operations.length === 0
          ? ['There are no operations.']
          : table(
              ['BEGAN', 'KIND', 'STATUS', 'TRIES', 'OF', 'ID'],
              operations.map((operation) => [
                second(operation.createdAt),
                operation.kind,
                statusLine(operation),
                String(operation.attempts),
                operation.resourceId ?? operation.installationId,
                operation.id,
              ]),
            ),
    };
  },
});

function statusLine({ status: stands, refusal }: Operation): string {
  return refusal === null ? stands : `${stands} (${refusal.code})`;
}
