import type { Installation } from '../src/domain/installation/installation.ts';
import { emptyKeyset, type Keyset } from '../src/domain/keyset/keyset.ts';
import type { Operation } from '../src/domain/operation/operation.ts';
import type { Resource } from '../src/domain/resource/resource.ts';
import type { NewEvent } from '../src/usecases/event/event-log.ts';
import type { InstallationStore } from '../src/usecases/installation/installation-store.ts';
import type { OperationStore } from '../src/usecases/operation/operation-store.ts';
import type { KeysetStore, ResourceStore } from '../src/usecases/resource/resource-store.ts';
import type { TeamTx } from '../src/usecases/team-tx.ts';

/** When an operation is to be taken up, and until when it belongs to whoever works on it. */
type Queued = { readonly dueAtMs: number; readonly leasedUntilMs: number };

type State = {
  readonly installations: Map<string, Installation>;
  readonly resources: Map<string, Resource>;
  readonly keysets: Map<string, Keyset>;
  readonly operations: Map<string, Operation>;
  readonly queue: Map<string, Queued>;
  readonly events: NewEvent[];
};

export type MemoryTx = Pick<
  TeamTx,
  'installations' | 'credentials' | 'resources' | 'keysets' | 'operations' | 'events'
>;

/** How long an operation belongs to a process that shows no sign of life, in milliseconds. */
export const leaseMs = 15_000;

/**
 * The data of one team, with transactions that happen as a whole or not at all. One transaction runs
 * at a time, so there is nothing to lock.
 */
export function createTeamInMemory(nowMs: () => number) {
  let state: State = {
    installations: new Map(),
    resources: new Map(),
    keysets: new Map(),
    operations: new Map(),
    queue: new Map(),
    events: [],
  };
  let isCommitLost = false;
  return {
    /** What is committed. */
    state: () => state,
    /** The next transaction that begins cannot be committed. */
    losesNextCommit: () => {
      isCommitLost = true;
    },
    transact: async <Outcome>(
      _teamId: string,
      work: (tx: MemoryTx) => Promise<Outcome>,
    ): Promise<Outcome> => {
      const changed = structuredClone(state);
      const outcome = await work(txOn(changed, nowMs));
      if (isCommitLost) {
        isCommitLost = false;
        throw new Error('the connection to the database is lost');
      }
      state = changed;
      return outcome;
    },
  };
}

function txOn(state: State, nowMs: () => number): MemoryTx {
  return {
    installations: installationsIn(state),
    credentials: { issue: async () => {} },
    resources: resourcesIn(state),
    keysets: keysetsIn(state),
    operations: operationsIn(state, nowMs),
    events: {
      append: async (event) => {
        state.events.push(event);
      },
    },
  };
}

function installationsIn({ installations }: State): InstallationStore {
  const find: InstallationStore['find'] = async (id) => installations.get(id);
  const isCurrent = ({ lifecycle }: Installation) =>
    lifecycle !== 'failed' && lifecycle !== 'uninstalled';
  const findCurrent: InstallationStore['findCurrent'] = async (integrationId, kind) =>
    [...installations.values()].find(
      (each) => each.integrationId === integrationId && each.kind === kind && isCurrent(each),
    );
  return {
    find,
    lock: find,
    hold: find,
    findCurrent,
    insert: async (installation) => {
      const { integrationId, kind } = installation;
      if (await findCurrent(integrationId, kind)) return false;
      installations.set(installation.id, installation);
      return true;
    },
    save: async (installation) => {
      installations.set(installation.id, installation);
    },
  };
}

function resourcesIn({ resources }: State): ResourceStore {
  const find: ResourceStore['find'] = async (id) => resources.get(id);
  const aliveIn = (installationId: string) =>
    [...resources.values()].filter(
      (each) =>
        each.installationId === installationId &&
        each.lifecycle !== 'deleted' &&
        each.lifecycle !== 'failed',
    );
  const isTaken = ({ id, installationId, name }: Resource) =>
    aliveIn(installationId).some((other) => other.id !== id && other.name === name);
  const put = async (resource: Resource) => {
    if (isTaken(resource)) return false;
    resources.set(resource.id, resource);
    return true;
  };
  return {
    find,
    lock: find,
    hold: find,
    findExternal: async (installationId, externalId) =>
      aliveIn(installationId).find((each) => each.externalId === externalId),
    listOf: async (installationId) => aliveIn(installationId),
    insert: put,
    save: put,
  };
}

function keysetsIn({ keysets }: State): KeysetStore {
  return {
    find: async (resourceId) => keysets.get(resourceId) ?? emptyKeyset,
    save: async (resourceId, keyset) => {
      keysets.set(resourceId, keyset);
    },
    remove: async (resourceId) => {
      keysets.delete(resourceId);
    },
  };
}

function operationsIn({ operations, queue }: State, nowMs: () => number): OperationStore {
  const find: OperationStore['find'] = async (id) => operations.get(id);
  const oneThat = (fits: (operation: Operation) => boolean) => [...operations.values()].find(fits);
  const findRunning: OperationStore['findRunning'] = async (subject) =>
    oneThat(
      ({ status, resourceId, installationId }) =>
        status === 'running' &&
        ('resourceId' in subject
          ? resourceId === subject.resourceId
          : resourceId === null && installationId === subject.installationId),
    );
  return {
    find,
    lock: find,
    findRunning,
    findByCallerKey: async (callerKey) => oneThat((each) => each.callerKey === callerKey),
    findRunningWithin: async (installationId) =>
      oneThat((each) => each.status === 'running' && each.installationId === installationId),
    insert: async (operation) => {
      const { installationId, resourceId } = operation;
      if (await findRunning(resourceId === null ? { installationId } : { resourceId }))
        return false;
      operations.set(operation.id, operation);
      queue.set(operation.id, { dueAtMs: nowMs(), leasedUntilMs: nowMs() + leaseMs });
      return true;
    },
    save: async (operation, dueInMs) => {
      operations.set(operation.id, operation);
      if (operation.status !== 'running') queue.delete(operation.id);
      else if (dueInMs !== undefined) {
        queue.set(operation.id, { dueAtMs: nowMs() + dueInMs, leasedUntilMs: 0 });
      }
    },
  };
}
