/** Why a call was ended by the host's own side. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
  readonly reason: 'timeout' | 'cancelled';

  constructor(reason: 'timeout' | 'cancelled', message: string) {
    super(message);
    this.reason = reason;
  }
}

/** A signal that aborts with a `Stopped` when the time is up or the caller's own signal comes. */
export type Deadline = { readonly signal: AbortSignal; readonly clear: () => void };

export function startDeadline(
  timeoutMs: number,
  callerSignal: AbortSignal | undefined,
  lateMs = 0,
): Deadline {
  const controller = new AbortController();
  const timer = setTimeout(() => {
    controller.abort(new Stopped('timeout', `No complete answer within ${timeoutMs} ms.`));
  }, timeoutMs + lateMs);
  // what it bounds keeps the process going, and not the bound
  timer.unref();
  const cancel = () => controller.abort(new Stopped('cancelled', 'The call was cancelled.'));
  if (callerSignal?.aborted) cancel();
  callerSignal?.addEventListener('abort', cancel, { once: true });
  return {
    signal: controller.signal,
    clear: () => {
      clearTimeout(timer);
      callerSignal?.removeEventListener('abort', cancel);
    },
  };
}

/**
 * The same for the many that begin after one another under one signal: those that begin at about the same
 * time share a deadline, which comes up to a hundredth late. Nothing is to be cleared.
 */
export function sharedDeadline(timeoutMs: number, callerSignal: AbortSignal): AbortSignal {
  const nowMs = performance.now();
  const last = shared.get(callerSignal);
  if (last?.timeoutMs === timeoutMs && nowMs < last.untilMs) return last.signal;
  const lateMs = timeoutMs / 100;
  const { signal, clear } = startDeadline(timeoutMs, callerSignal, lateMs);
  if (signal.aborted) clear();
  signal.addEventListener('abort', clear, { once: true });
  shared.set(callerSignal, { timeoutMs, signal, untilMs: nowMs + lateMs });
  return signal;
}

/** By the signal of the caller, the deadline of what begins now. */
const shared = new WeakMap<AbortSignal, Shared>();

type Shared = {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Who begins from then on has another one, by the clock of `performance`. */
  readonly untilMs: number;
};
