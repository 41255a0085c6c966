import type { Dispatcher } from 'undici';
import { createBulkhead } from './bulkhead.ts';
import { type BreakerState, createCircuit } from './circuit.ts';
import { Stopped } from './deadline.ts';
import type { DialOptions } from './dial.ts';
import { createGuardedAgent } from './guarded-agent.ts';
import type { ProviderLimits } from './limits.ts';
import type { NotSent, ReadOutcome } from './outcome.ts';

/** The part of the host that one integration can use up: its connections, its places, its circuit. */
export type Lane = {
  /** Makes a call when it is its turn. Gives up waiting for it when `signal` comes. */
  readonly run: (
    signal: AbortSignal,
    call: (dispatcher: Dispatcher) => Promise<ReadOutcome>,
  ) => Promise<ReadOutcome>;
  readonly breaker: () => BreakerState;
  /** Closes the connections once the calls that use them are done. */
  readonly close: () => Promise<void>;
};

export function createLane(limits: ProviderLimits, dial: DialOptions): Lane {
  const agent = createGuardedAgent(dial);
  const bulkhead = createBulkhead(limits);
  const circuit = createCircuit(limits);

  async function run(
    signal: AbortSignal,
    call: (dispatcher: Dispatcher) => Promise<ReadOutcome>,
  ): Promise<ReadOutcome> {
    if (!circuit.admits()) return heldBack;
    const entry = await bulkhead.enter(signal);
    if (entry === 'full') return busy('Too many calls to this provider are running and waiting.');
    if (entry === 'gave-up') return neverItsTurn(signal);
    try {
      // Asked again, as the circuit may have opened while this call stood in line.
      return (await circuit.run(() => call(agent))) ?? heldBack;
    } finally {
      bulkhead.leave();
    }
  }

  return { run, breaker: circuit.state, close: () => agent.close() };
}

const heldBack: NotSent = {
  kind: 'not-sent',
  reason: 'circuit_open',
  message: 'The provider has failed several times in a row and is left alone for a moment.',
};

function busy(message: string): NotSent {
  return { kind: 'not-sent', reason: 'busy', message };
}

function neverItsTurn({ reason }: AbortSignal): NotSent {
  return reason instanceof Stopped && reason.reason === 'cancelled'
    ? { kind: 'not-sent', reason: 'cancelled', message: reason.message }
    : busy('Other calls to this provider took all the time this one had.');
}
