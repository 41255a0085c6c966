import * as operatingEndpoints from '@kontor/protocol/kontor/operating';
import * as z from 'zod';
import { command } from '../../command.ts';
import { second } from '../../output/day.ts';
import { table } from '../../output/table.ts';

const { hours } = operatingEndpoints.listProviderHealth.query.shape;

export const showHealth = command({
  args: z.strictObject({}),
  options: z.strictObject({
    hours: hours.meta({ description: 'Of how many hours.', placeholder: 'count' }),
  }),
  details: 'For operators. The worst first.',
  examples: ['kontor admin health', 'kontor admin health --hours 1'],
  output: operatingEndpoints.listProviderHealth.responses[200],
  run: async ({ options }, { call }) => {
    const { body } = await call(operatingEndpoints.listProviderHealth, { query: options });
    return {
      data: body,
      text: [
        `Since ${second(body.since)}:`,
        '',
        ...table(
          [
            'INTEGRATION',
            'CALLS',
            'FAILED',
            'MEDIAN',
            'SLOWEST',
            'CIRCUIT',
            'UNFINISHED',
            'LAST FAILURE',
          ],
          body.providers.map((each) => [
            each.integration.slug,
            String(each.calls),
            String(each.failed),
            inMs(each.medianMs),
            inMs(each.slowestMs),
            each.breaker,
            String(each.unfinished),
            each.lastFailure === null
              ? '-'
              : `${second(each.lastFailure.at)} ${each.lastFailure.operation}, ${each.lastFailure.outcome}`,
          ]),
        ),
      ],
    };
  },
});

function inMs(value: number | null): string {
  return value === null ? '-' : `${value} ms`;
}
