import {
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhen,
  isBrokenCircuitError,
} from 'cockatiel';
import type { ReadOutcome } from './outcome.ts';

/** Holds calls back from a provider that has stopped answering. */
export type Circuit = {
  /** Makes the call and learns from its outcome; `undefined` where the call is held back. */
  readonly run: <Outcome extends ReadOutcome>(
    call: () => Promise<Outcome>,
  ) => Promise<Outcome | undefined>;
  /** Whether a call would be made if it came now. To be asked before standing in line for anything. */
  readonly admits: () => boolean;
  readonly state: () => BreakerState;
};

/** open: calls are held back. half-open: the next one decides. */
export type BreakerState = 'closed' | 'open' | 'half-open';

/**
 * A circuit breaker: closed, it lets all calls through and counts failures in a row; open, it holds all
 * back for `halfOpenAfterMs`; half-open, it lets one call through, whose outcome closes or opens it
 * again, and holds the others back rather than let them wait for that one.
 */
export function createCircuit(limits: {
  readonly failuresToOpen: number;
  readonly halfOpenAfterMs: number;
}): Circuit {
  const isFailure = handleWhen(
    // Nothing was learnt: no failure, but not the proof of health that closes a half-open circuit either.
    (error) => error === nothingLearnt && policy.state === CircuitState.HalfOpen,
  ).orWhenResult((health) => health === 'ill');
  const policy = circuitBreaker(isFailure, {
    breaker: new ConsecutiveBreaker(limits.failuresToOpen),
    halfOpenAfter: limits.halfOpenAfterMs,
  });
  let openedAtMs = 0;
  policy.onBreak(() => {
    openedAtMs = Date.now();
  });

  function admits(): boolean {
    if (policy.state === CircuitState.HalfOpen) return false;
    return (
      policy.state === CircuitState.Closed || Date.now() - openedAtMs >= limits.halfOpenAfterMs
    );
  }

  async function run<Outcome extends ReadOutcome>(call: () => Promise<Outcome>) {
    if (!admits()) return undefined;
    let outcome: Outcome | undefined;
    try {
      await policy.execute(async () => {
        outcome = await call();
        const health = healthOf(outcome);
        if (health === undefined) throw nothingLearnt;
        return health;
      });
    } catch (error) {
      if (error !== nothingLearnt && !isBrokenCircuitError(error)) throw error;
    }
    return outcome;
  }

  function state(): BreakerState {
    if (policy.state === CircuitState.Closed) return 'closed';
    return admits() || policy.state === CircuitState.HalfOpen ? 'half-open' : 'open';
  }

  return { run, admits, state };
}

const nothingLearnt = new Error('the outcome says nothing about the provider');

/**
 * What an outcome says about the provider. One that answers or refuses is well, whatever it says; one
 * that cannot be reached, does not finish an answer or fails by its own account is ill.
 */
function healthOf(outcome: ReadOutcome): 'well' | 'ill' | undefined {
  switch (outcome.kind) {
    case 'answered':
    case 'refused':
    case 'unreadable':
      return 'well';
    case 'not-sent':
      return illReasons.has(outcome.reason) ? 'ill' : undefined;
    case 'unknown':
      if (outcome.reason === 'cancelled') return undefined;
      return illReasons.has(outcome.reason) ? 'ill' : 'well';
  }
}

const illReasons: ReadonlySet<string> = new Set([
  'dns',
  'connect',
  'tls',
  'timeout',
  'cut',
  'server_error',
]);
