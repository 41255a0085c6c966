import type {
  BillingPlan,
  Metadata,
  Notification,
  ResourceProtocolSettings,
  ResourceStatus,
  Secret,
} from '@kontor/protocol';
import {
  deleteResource,
  getResource,
  listResources,
  provisionResource,
  updateResource,
} from '@kontor/protocol/partner';
import type { Handler } from '../call.ts';
import { json, nothing, type Operation, operation, operationWithQuery } from '../operation.ts';
import { type ReplHandlers, replOperations } from './repl.ts';
import { type RotationHandlers, rotationOperations } from './rotation.ts';

/** A resource as its provider reports it. @see spec/partner-api.md §5.3 */
export type ReportedResource = {
  /** The provider's own id of it, of at most 1,024 characters. */
  readonly id: string;
  readonly productId: string;
  readonly name: string;
  readonly metadata: Metadata;
  readonly status: ResourceStatus;
  /** Left out only where one plan covers the whole installation. */
  readonly billingPlan?: BillingPlan | undefined;
  /** `null` clears the one shown. */
  readonly notification?: Notification | null | undefined;
  readonly protocolSettings?: ResourceProtocolSettings | undefined;
};

/** The secrets are final, even while the resource is still `pending`. */
export type ReportedNewResource = ReportedResource & { readonly secrets: readonly Secret[] };

/** @see spec/partner-api.md §4.5 to §4.11 */
export type ResourceHandlers = ReplHandlers &
  RotationHandlers & {
    /** Makes a resource. Told twice with one `idempotencyKey`, it makes one. */
    readonly provision: Handler<typeof provisionResource, ReportedNewResource>;
    readonly get: Handler<typeof getResource, ReportedResource>;
    /** Removes a resource for good; one that is gone already is no error. */
    readonly delete: Handler<typeof deleteResource, void>;
    /** Name, metadata, plan or protocol settings change; what is answered becomes the truth. */
    readonly update?: Handler<typeof updateResource, ReportedResource>;
    /** Deprecated by the protocol: hosts need not ask. `ids` narrows the list. */
    readonly list?: Handler<typeof listResources, readonly ReportedResource[], WantedIds>;
  };

type WantedIds = { readonly ids: readonly string[] | undefined };

export function resourceOperations(handlers: ResourceHandlers): Operation[] {
  const answer = (resource: ReportedResource) => json(200, resource);
  return [
    operation(provisionResource, handlers.provision, answer),
    operation(getResource, handlers.get, answer),
    operation(updateResource, handlers.update, answer),
    operation(deleteResource, handlers.delete, () => nothing),
    operationWithQuery(listResources, handlers.list, {
      query: wantedIds,
      answer: (resources) => json(200, { resources }),
    }),
    ...rotationOperations(handlers),
    ...replOperations(handlers),
  ];
}

function wantedIds(query: URLSearchParams): WantedIds {
  return { ids: query.has('ids') ? query.getAll('ids') : undefined };
}
