import { type Actor, ok, operationEnded, refuse } from '@kontor/core';
import { kontorEndpoints, type UnfinishedOperation } from '@kontor/protocol/kontor';
import { operationId, teamId } from '@kontor/protocol/vocabulary';
import { type PersonCaller, type Route, route } from '../http/route.ts';
import type { OperationQueue } from '../operations/operation-queue.ts';
import type { ProviderClient } from '../partner-api/provider-client.ts';
import type { RecordEvent } from '../people/record-event.ts';
import type { Database } from '../postgres/database.ts';
import { findOperationView } from '../postgres/operation-views.ts';
import type { createUseCases } from '../use-cases.ts';
import { readProviderHealth } from './provider-health.ts';
import { findUnfinished, listUnfinished } from './unfinished-operations.ts';

export type OperatorRoutesPorts = Pick<ReturnType<typeof createUseCases>, 'giveUpOperation'> & {
  readonly database: Pick<Database, 'read' | 'transact'>;
  readonly queue: Pick<OperationQueue, 'hold' | 'hasten'>;
  readonly breakerOf: ProviderClient['breakerOf'];
  readonly recordEvent: RecordEvent;
  readonly now: () => Date;
};

const HOUR_MS = 60 * 60 * 1000;

/** What those who run the host see of providers, and do about operations that do not end. */
export function operatorRoutes(ports: OperatorRoutesPorts): readonly Route[] {
  const { database, queue, recordEvent, giveUpOperation, breakerOf } = ports;
  const { read } = database;
  return [
    route(kontorEndpoints.listProviderHealth, async ({ query }) => {
      const now = ports.now();
      const since = new Date(now.getTime() - query.hours * HOUR_MS);
      const providers = await readProviderHealth(read, { since, now, breakerOf });
      return ok({ status: 200, body: { since: since.toISOString(), providers } });
    }),
    route(kontorEndpoints.listUnfinishedOperations, async ({ query }) => {
      const { olderThanSeconds, ...filter } = query;
      const before = new Date(ports.now().getTime() - olderThanSeconds * 1000);
      const operations = await listUnfinished(read, { before, ...filter });
      return ok({ status: 200, body: { operations } });
    }),
    route(kontorEndpoints.retryOperation, async ({ params, caller }) => {
      const found = await findUnfinished(read, params.operation);
      if (found === undefined) return notUnfinished(params.operation);
      const isHastened = await queue.hasten(found.id);
      if (!isHastened) return operationEnded(found.id);
      await database.transact((sql) =>
        recordEvent(sql, {
          teamId: found.team.id,
          type: 'operation.retry-requested',
          actor: actorOf(caller),
          operationId: found.id,
          subject: subjectOf(found),
          data: { kind: found.kind },
        }),
      );
      const operation = (await findUnfinished(read, found.id)) ?? found;
      return ok({ status: 202, body: { operation } });
    }),
    route(kontorEndpoints.giveUpOperation, async ({ params, body, caller }) => {
      const found = await findUnfinished(read, params.operation);
      if (found === undefined) return notUnfinished(params.operation);
      const id = operationId.parse(found.id);
      if (!(await queue.hold(id))) return beingTried(found);
      const ended = await giveUpOperation({
        id,
        teamId: teamId.parse(found.team.id),
        actor: actorOf(caller),
        reason: body.reason,
      });
      if (!ended.ok) return ended;
      const operation = await findOperationView(read, found.team.id, id);
      if (operation === undefined) throw new Error(`the operation ${id} is gone`);
      return ok({ status: 200, body: { operation } });
    }),
  ];
}

function notUnfinished(named: string) {
  return refuse(
    'operation_not_found',
    `There is no operation '${named}' that has not ended. Look into the activity of its team.`,
  );
}

function beingTried({ id }: UnfinishedOperation) {
  return refuse(
    'operation_running',
    'The provider is being asked for it just now, and its answer counts. Try again in a moment.',
    { operationId: id },
  );
}

function actorOf({ userId, tokenId }: PersonCaller): Actor {
  return { kind: 'person', userId, ...(tokenId === null ? {} : { tokenId }) };
}

function subjectOf({ installationId, resourceId }: UnfinishedOperation) {
  return {
    installation: installationId,
    ...(resourceId === null ? {} : { resource: resourceId }),
  };
}
