import { setTimeout as pause } from 'node:timers/promises';
import * as providerCallEndpoints from '@kontor/protocol/kontor/provider-call';
import { createCall } from '../../host/create-call.ts';
import type { Call } from '../../host/endpoint-types.ts';
import type { Session } from '../../session.ts';
import { isChange, lastAttempts } from '../call/last-attempts.ts';
import { answerOf, type ExpectedAnswer } from './answer-line.ts';
import type { DevFile } from './dev-file.ts';
import { PROVIDER_TEAM } from './provider-team.ts';

/** Records are kept a moment after a command has ended. */
const LONGEST_WAIT_MS = 5_000;
const LOOK_EVERY_MS = 150;
const MOST_CALLS = 200;

/** Reads what was answered since: so many answers at least, or as many as there are once no more come. */
export type ReadAnswers = (atLeast?: number) => Promise<readonly ExpectedAnswer[]>;

/**
 * Watches the provider's answers to changes from now on. The provider's own calls, and what the host only
 * reads, are no part of what somebody has brought about.
 */
export async function watchAnswers(
  { world, leftMs }: Pick<Session, 'world' | 'leftMs'>,
  { customer, integration, hostUrl }: DevFile,
): Promise<ReadAnswers> {
  if (customer === undefined || integration === undefined) return async () => [];
  const { interrupted } = world;
  const call = createCall({ host: hostUrl, token: customer.token, interrupted, leftMs });
  const [newest] = await callsOf(call, integration.slug, 1);
  const begun = BigInt(newest?.id ?? 0);
  const read = async () => {
    const calls = await callsOf(call, integration.slug, MOST_CALLS);
    const since = calls.filter(({ id }) => BigInt(id) > begun).reverse();
    return lastAttempts(since.filter(isChange)).flatMap((each) => answerOf(each) ?? []);
  };
  return async (atLeast) => {
    const until = performance.now() + LONGEST_WAIT_MS;
    for (let former = -1; ; ) {
      const answers = await read();
      const isAll = atLeast === undefined ? answers.length === former : answers.length >= atLeast;
      if (isAll || performance.now() > until) return answers;
      former = answers.length;
      await pause(LOOK_EVERY_MS);
    }
  };
}

async function callsOf(call: Call, integration: string, limit: number) {
  const { body } = await call(providerCallEndpoints.listProviderCalls, {
    params: { team: PROVIDER_TEAM.slug, integration },
    query: { direction: 'outbound', limit },
  });
  return body.calls;
}
