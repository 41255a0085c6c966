import { type BillingPlan, type Metadata, metadata } from '@kontor/protocol';
import {
  listInstallationPlans,
  listProductPlans,
  listResourcePlans,
} from '@kontor/protocol/partner';
import type { Handler } from '../call.ts';
import { json, type Operation, operation, operationWithQuery } from '../operation.ts';
import { ProviderError } from '../provider-error.ts';

/** The form as far as it is filled in, so that a plan can be quoted for it. */
type FormSoFar = { readonly metadata: Metadata | undefined };

/** @see spec/partner-api.md §4.12 to §4.14 */
export type PlanHandlers = {
  /** Also asked before anything is installed. */
  readonly forProduct: Handler<typeof listProductPlans, readonly BillingPlan[], FormSoFar>;
  /** Needed for changes of plan. */
  readonly forResource?: Handler<typeof listResourcePlans, readonly BillingPlan[], FormSoFar>;
  /** Only with plans that cover a whole installation. */
  readonly forInstallation?: Handler<typeof listInstallationPlans, readonly BillingPlan[]>;
};

export function planOperations(handlers: PlanHandlers): Operation[] {
  const answer = (plans: readonly BillingPlan[]) => json(200, { plans });
  return [
    operationWithQuery(listProductPlans, handlers.forProduct, { query: formSoFar, answer }),
    operationWithQuery(listResourcePlans, handlers.forResource, { query: formSoFar, answer }),
    operation(listInstallationPlans, handlers.forInstallation, answer),
  ];
}

/** The form comes as JSON text in the query. @see spec/partner-api.md §20 */
function formSoFar(query: URLSearchParams): FormSoFar {
  const text = query.get('metadata');
  if (text === null || text === '') return { metadata: undefined };
  const parsed = metadata.safeParse(jsonOrUndefined(text));
  if (parsed.success) return { metadata: parsed.data };
  throw new ProviderError(
    'validation_error',
    'The query "metadata" is not a JSON object of values.',
    {
      fields: [{ key: 'metadata', message: 'It must be a JSON object of values.' }],
    },
  );
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
