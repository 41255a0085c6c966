import type { Operation, OperationStore } from '@kontor/core';
import { constrain } from './constraint.ts';
import type { TeamData } from './team-data.ts';

export function operationsIn(
  { operations, queue, installations }: TeamData,
  now: () => Date,
): OperationStore {
  const find: OperationStore['find'] = async (id) => operations.get(id);
  const oneThat = (fits: (operation: Operation) => boolean) => [...operations.values()].find(fits);
  const runningOn = ({ resourceId, installationId }: Subject) =>
    oneThat(
      (each) =>
        each.status === 'running' &&
        each.resourceId === resourceId &&
        (resourceId !== null || each.installationId === installationId),
    );
  const awaitingOn = ({ resourceId, installationId }: Subject) =>
    oneThat(
      (each) =>
        each.status === 'awaiting-approval' &&
        each.resourceId === resourceId &&
        (resourceId !== null || each.installationId === installationId),
    );
  const save = (changed: Operation, dueInMs?: number) => {
    const former = operations.get(changed.id);
    if (former === undefined) return;
    operations.set(former.id, { ...former, ...changing(changed) });
    if (changed.status !== 'running') queue.delete(former.id);
    else if (dueInMs !== undefined && queue.has(former.id)) {
      queue.set(former.id, { dueAtMs: now().getTime() + dueInMs, isLeased: false });
    }
  };
  const withKey = (callerKey: string) => oneThat((each) => each.callerKey === callerKey);
  return {
    find,
    lock: find,
    findByCallerKey: async (callerKey) => withKey(callerKey),
    findRunning: async (subject) =>
      'resourceId' in subject
        ? runningOn({ ...subject, installationId: '' })
        : runningOn({ ...subject, resourceId: null }),
    findRunningWithin: async (installationId) =>
      oneThat(
        (each) =>
          ['running', 'awaiting-approval'].includes(each.status) &&
          each.installationId === installationId,
      ),
    insert: async (operation) => {
      const { id, callerKey, installationId, status } = operation;
      if (operations.has(id)) return false;
      if (status === 'running' && runningOn(operation)) return false;
      if (status === 'awaiting-approval' && awaitingOn(operation)) return false;
      if (callerKey !== null && withKey(callerKey)) return false;
      constrain(installations.has(installationId), 'operation_installation_id_fkey');
      operations.set(id, operation);
      if (status === 'running') queue.set(id, { dueAtMs: now().getTime(), isLeased: true });
      return true;
    },
    resume: async (operation) => {
      operations.set(operation.id, operation);
      queue.set(operation.id, { dueAtMs: now().getTime(), isLeased: true });
    },
    save: async (changed, dueInMs) => save(changed, dueInMs),
    saveLast: save,
  };
}

type Subject = { readonly resourceId: string | null; readonly installationId: string };

/** The part that changes while an operation runs; the rest stands from its beginning. */
function changing(operation: Operation) {
  const { status, phase, attempts, isInFlight, mayHaveHappened, refusal, finishedAt } = operation;
  return { status, phase, attempts, isInFlight, mayHaveHappened, refusal, finishedAt };
}
