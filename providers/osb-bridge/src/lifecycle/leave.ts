import { randomUUID } from 'node:crypto';
import type { Instance } from '../broker/client.ts';
import type { Outcome } from '../broker/judge.ts';
import type { Leaving } from '../state/records.ts';
import { endOfPolling, nextPoll, type Parts } from './parts.ts';

/** The longest that a deletion which the broker does not carry out waits for its next try. */
const longestWaitMs = 3_600_000;

type Wish = Instance & { readonly bindingIds: readonly string[]; readonly isWhole: boolean };

/** Has something deleted, from a moment on; also when this process does not live to see it. */
export function leave(
  { records, clock }: Parts,
  wish: Wish,
  at: number = clock().getTime(),
): Leaving {
  const { serviceId, planId, instanceId, bindingIds, isWhole } = wish;
  const leaving: Leaving = {
    id: randomUUID(),
    ...{ serviceId, planId, instanceId, bindingIds, isWhole },
    isRunning: false,
    operation: undefined,
    nextAt: at,
    until: Number.MAX_SAFE_INTEGER,
    tries: 0,
  };
  records.leaving.put(leaving.id, leaving);
  return leaving;
}

/**
 * Deletes what is due: bindings first, then the instance. Whatever the broker answers but success, it is
 * remembered and tried again.
 */
export async function deleteDue(parts: Parts): Promise<void> {
  const now = parts.clock().getTime();
  for (const { id, nextAt } of parts.records.leaving.all()) {
    if (nextAt <= now) await parts.oneAtATime(`leaving ${id}`, () => deleteNow(parts, id));
  }
}

/** Goes as far as it goes without waiting. */
export async function deleteNow(parts: Parts, id: string): Promise<void> {
  for (;;) {
    const leaving = parts.records.leaving.get(id);
    if (leaving === undefined || !(await step(parts, leaving))) return;
  }
}

/** Does the next thing; answers whether there is another to be done now. */
async function step(parts: Parts, leaving: Leaving): Promise<boolean> {
  const { broker, records } = parts;
  const [bindingId] = leaving.bindingIds;
  if (bindingId === undefined && !leaving.isWhole) {
    records.leaving.remove(leaving.id);
    return false;
  }
  if (leaving.isRunning) return poll(parts, leaving);
  const outcome =
    bindingId === undefined
      ? await broker.deprovision(leaving)
      : await broker.unbind(leaving, bindingId);
  switch (outcome.kind) {
    case 'done':
    case 'gone':
      return taken(parts, leaving);
    case 'started': {
      const { operation } = outcome;
      const until = endOfPolling(parts, leaving);
      const begun = { ...leaving, isRunning: true, operation, until, nextAt: nextPoll(parts) };
      records.leaving.put(leaving.id, begun);
      return false;
    }
    default:
      return later(parts, leaving, reasonOf(outcome));
  }
}

async function poll(parts: Parts, leaving: Leaving): Promise<boolean> {
  const { broker, records, clock } = parts;
  const { operation, until } = leaving;
  const [bindingId] = leaving.bindingIds;
  const { state, retryAfterMs } = await broker.progress(leaving, {
    bindingId,
    operation,
    kind: 'deleting',
  });
  if (state === 'succeeded') return taken(parts, leaving);
  if (state === 'failed') return later(parts, leaving, 'The broker could not delete it.');
  if (clock().getTime() >= until) return later(parts, leaving, 'The broker took too long.');
  records.leaving.put(leaving.id, { ...leaving, nextAt: nextPoll(parts, retryAfterMs) });
  return false;
}

/** The first of what is left is gone. */
function taken({ records, log }: Parts, leaving: Leaving): boolean {
  const { id, bindingIds, instanceId } = leaving;
  if (bindingIds.length === 0) {
    records.leaving.remove(id);
    log('info', 'deleted at the broker', { instanceId });
    return false;
  }
  const rest = {
    bindingIds: bindingIds.slice(1),
    isRunning: false,
    operation: undefined,
    tries: 0,
  };
  records.leaving.put(id, { ...leaving, ...rest });
  return true;
}

function later(parts: Parts, leaving: Leaving, reason: string): boolean {
  const { records, clock, pollEveryMs, log } = parts;
  const tries = leaving.tries + 1;
  const nextAt =
    clock().getTime() + Math.min(pollEveryMs * 2 ** Math.min(tries, 20), longestWaitMs);
  records.leaving.put(leaving.id, {
    ...leaving,
    isRunning: false,
    operation: undefined,
    tries,
    nextAt,
  });
  log('warn', 'could not be deleted yet', { instanceId: leaving.instanceId, tries, reason });
  return false;
}

function reasonOf(outcome: Outcome): string {
  if (outcome.kind === 'failed') return outcome.reason;
  if (outcome.kind !== 'refused') return outcome.kind;
  const { status, error = '', description = '' } = outcome.refusal;
  return `${status} ${error} ${description}`.trim();
}
