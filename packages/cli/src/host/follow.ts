import { setTimeout as wait } from 'node:timers/promises';
import type { Operation } from '@kontor/protocol/kontor';
import * as operationEndpoints from '@kontor/protocol/kontor/operation';
import { CliError } from '../cli-error.ts';
import { exitCode } from '../exit-code.ts';
import { afterRefusal } from '../next/after-refusal.ts';
import type { Session } from '../session.ts';
import { detailLines } from './refused.ts';
import { interrupted } from './transport-errors.ts';

/** The longest that the host is asked to wait in one call, in seconds. */
const LONGEST_WAIT = 25;
/** A host that does not wait is asked again no sooner than this, in milliseconds. */
const ASKED_EVERY_MS = 1000;

/**
 * Follows an operation until it ends or the time is over, and answers how it stands then: succeeded
 * or still running, or waiting for approval. One that failed is thrown with the provider's reason.
 */
export async function follow(
  session: Pick<Session, 'call' | 'team' | 'leftMs' | 'progress' | 'world'>,
  begun: Operation,
  doing: string,
): Promise<Operation> {
  const team = await session.team();
  let operation = begun;
  session.progress.say(doing);
  try {
    while (operation.status === 'running' && session.leftMs() > ASKED_EVERY_MS) {
      operation = await askOnce(session, team, operation);
    }
  } finally {
    session.progress.clear();
  }
  if (operation.status === 'failed') throw operationFailed(operation);
  return operation;
}

/** Whether an operation is still to come to its end: it runs, or waits for somebody's approval. */
export function isUnfinished({ status }: Pick<Operation, 'status'>): boolean {
  return status === 'running' || status === 'awaiting-approval';
}

async function askOnce(
  { call, leftMs, world }: Pick<Session, 'call' | 'leftMs' | 'world'>,
  team: string,
  { id }: Operation,
): Promise<Operation> {
  const begunAt = performance.now();
  // the answer needs a moment too
  const seconds = Math.min(LONGEST_WAIT, Math.floor((leftMs() - ASKED_EVERY_MS) / 1000));
  const { body } = await call(operationEndpoints.getOperation, {
    params: { team, operation: id },
    query: { wait: Math.max(0, seconds) },
  });
  const passedMs = performance.now() - begunAt;
  if (body.operation.status === 'running' && passedMs < ASKED_EVERY_MS) {
    await wait(ASKED_EVERY_MS - passedMs, undefined, { signal: world.interrupted }).catch(() => {
      throw interrupted();
    });
  }
  return body.operation;
}

/** A failed operation, in the provider's words. */
function operationFailed(operation: Operation): CliError {
  const { refusal } = operation;
  return new CliError({
    code: refusal?.code ?? 'provider_refused',
    exitCode: exitCode.providerFailed,
    message: refusal?.message ?? 'The operation failed, and nobody said why.',
    details: detailLines(refusal ?? {}),
    next: refusal === null ? [] : afterRefusal(refusal.code, refusal),
    facts: { operation },
  });
}
