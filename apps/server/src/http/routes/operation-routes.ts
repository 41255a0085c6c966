import { type Operation, ok, refuse } from '@kontor/core';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import {
  findOperation,
  findOperationView,
  listOperationViews,
} from '../../postgres/operation-views.ts';
import type { Sql } from '../../postgres/sql.ts';
import { type Route, route } from '../route.ts';

export type OperationRoutesPorts = {
  readonly read: Sql;
  readonly wait: (operation: Operation, withinMs: number) => Promise<Operation>;
};

export function operationRoutes({ read, wait }: OperationRoutesPorts): readonly Route[] {
  return [
    route(kontorEndpoints.listOperations, async ({ caller, query }) => {
      const operations = await listOperationViews(read, caller.team.id, query);
      return ok({ status: 200, body: { operations } });
    }),
    route(kontorEndpoints.getOperation, async ({ caller, params, query }) => {
      const found = await findOperation(read, caller.team.id, params.operation);
      if (found?.status === 'running') await wait(found, query.wait * 1_000);
      const operation = await findOperationView(read, caller.team.id, params.operation);
      if (operation === undefined) {
        return refuse(
          'operation_not_found',
          `There is no operation '${params.operation}' in this team.`,
        );
      }
      return ok({ status: 200, body: { operation } });
    }),
  ];
}
