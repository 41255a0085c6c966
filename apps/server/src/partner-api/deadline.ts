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

export function startDeadline(timeoutMs: number, callerSignal: AbortSignal | undefined): Deadline {
  const controller = new AbortController();
  const timer = setTimeout(() => {
    controller.abort(new Stopped('timeout', `No complete answer within ${timeoutMs} ms.`));
  }, timeoutMs);
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
