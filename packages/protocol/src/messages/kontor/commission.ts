import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { readAs } from '../../vocabulary/amount.ts';

/** A part of a hundred, with up to four decimals. */
const percent = z
  .string()
  .regex(
    /^(?:100(?:\.0{1,4})?|\d{1,2}(?:\.\d{1,4})?)$/,
    readAs('A rate is a percentage from 0 to 100, with at most four decimals, such as 12.5'),
  );

const commission = z.object({
  /** Of what the provider bills, in percent. */
  rate: percent,
  since: z.iso.datetime(),
});

export const getCommission = {
  id: 'getCommission',
  method: 'GET',
  path: '/kontor/v1/operator/integrations/{integration}/commission',
  summary: "Tells the operator's share of what an integration bills, newest first.",
  access: { kind: 'operator' },
  responses: { 200: z.object({ rates: z.array(commission) }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

/** What was taken before keeps the share that it was taken with. */
export const setCommission = {
  id: 'setCommission',
  method: 'PUT',
  path: '/kontor/v1/operator/integrations/{integration}/commission',
  summary: "Sets the operator's share of the invoices that an integration submits from now on.",
  access: { kind: 'operator' },
  request: z.strictObject({
    rate: percent.meta({ description: 'In percent.', examples: ['12.5'] }),
  }),
  responses: { 200: z.object({ commission }) },
  audit: { event: 'integration.commission-set' },
} as const satisfies HostEndpoint;
