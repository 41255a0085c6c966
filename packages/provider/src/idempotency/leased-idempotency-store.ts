import type { WrittenAnswer } from '../http/written-answer.ts';
import type { Seal } from '../stores/seal.ts';
import type { Begun, IdempotencyStore } from './idempotency-store.ts';

export type LeasedIdempotencyOptions = {
  /** Answers hold secrets, so they are stored sealed: see `sealWith`. */
  readonly seal: Seal;
  /** How long an answer is kept: 24 hours unless told. */
  readonly keepHours?: number;
  /** How long a key stays claimed after its process died: 30 seconds unless told. */
  readonly leaseSeconds?: number;
  /** How often a process that lives says so; a third of the lease unless told. */
  readonly renewSeconds?: number;
  /**
   * Whether one process at a time uses the store. Then a call that ran in another one is known to have
   * died with it, and its repeat runs at once instead of when the lease is over.
   */
  readonly soleProcess?: boolean;
};

/** What is written under a key: the answer, or a claim that still holds. */
export type Kept = {
  readonly fingerprint: string;
  readonly claim: string;
  readonly answer: string | null;
};

type Claimed = { readonly key: string; readonly fingerprint: string; readonly claim: string };

/** Where keys are written down; each function is one step that nobody else can come between. */
export type LeasedKeys = {
  /**
   * Claims a key that nobody holds, or whose lease is over, or that is held by the claim `over`; else
   * answers what is written there.
   */
  readonly claim: (
    call: Claimed & { readonly leaseMs: number; readonly over: string | null },
  ) => Promise<Kept | undefined>;
  /** Makes the lease longer, if the claim still holds. */
  readonly renew: (call: Claimed & { readonly leaseMs: number }) => Promise<void>;
  /** Writes the answer, unless somebody else claimed the key meanwhile. */
  readonly keep: (
    call: Claimed & { readonly answer: string; readonly keepMs: number },
  ) => Promise<void>;
  /** Frees the key, if the claim still holds. */
  readonly drop: (call: Claimed) => Promise<void>;
};

type Held = Claimed & { readonly stopRenewing: () => void };

/**
 * Remembers answers where several processes see them. A call that runs holds its key by a lease, which
 * its process renews until the call ends; the lease of a process that died runs out.
 */
export function leasedIdempotencyStore(
  keys: LeasedKeys,
  { seal, keepHours = 24, soleProcess = false, ...times }: LeasedIdempotencyOptions,
): IdempotencyStore {
  const leaseMs = Math.ceil((times.leaseSeconds ?? 30) * 1000);
  const renewMs = times.renewSeconds === undefined ? leaseMs / 3 : times.renewSeconds * 1000;
  const keepMs = Math.ceil(keepHours * 3_600_000);
  const held = new Map<string, Held>();
  /** The claims of this process, from before they are written until they are given up. */
  const ours = new Set<string>();

  return {
    begin: async (key, fingerprint) => {
      const claimed = { key, fingerprint, claim: crypto.randomUUID() };
      ours.add(claimed.claim);
      let isNew = false;
      try {
        const kept = await claimOrRead(claimed);
        isNew = kept === undefined;
        if (kept) return await begunOf(kept, claimed);
        held.set(key, { ...claimed, stopRenewing: renewing(claimed) });
        return { state: 'new' };
      } finally {
        if (!isNew) ours.delete(claimed.claim);
      }
    },
    finish: (key, answer) =>
      settle(key, async (claimed) => {
        const sealed = await seal.seal(JSON.stringify(answer), key);
        await keys.keep({ ...claimed, answer: sealed, keepMs });
      }),
    abandon: (key) => settle(key, keys.drop),
  };

  async function claimOrRead(claimed: Claimed): Promise<Kept | undefined> {
    const kept = await keys.claim({ ...claimed, leaseMs, over: null });
    const isDead = soleProcess && kept?.answer === null && !ours.has(kept.claim);
    return isDead ? keys.claim({ ...claimed, leaseMs, over: kept.claim }) : kept;
  }

  async function begunOf(kept: Kept, { key, fingerprint }: Claimed): Promise<Begun> {
    if (kept.fingerprint !== fingerprint) return { state: 'mismatched' };
    if (kept.answer === null) return { state: 'running' };
    const answer: WrittenAnswer = JSON.parse(await seal.open(kept.answer, key));
    return { state: 'answered', answer };
  }

  /** A renewal that fails is tried again; meanwhile the lease runs. */
  function renewing(claimed: Claimed): () => void {
    const renew = () => void keys.renew({ ...claimed, leaseMs }).catch(() => {});
    const timer = setInterval(renew, renewMs);
    doNotWaitFor(timer);
    return () => clearInterval(timer);
  }

  async function settle(key: string, how: (claimed: Claimed) => Promise<void>): Promise<void> {
    const call = held.get(key);
    if (!call) return;
    const { stopRenewing, ...claimed } = call;
    held.delete(key);
    try {
      await how(claimed);
    } finally {
      stopRenewing();
      ours.delete(claimed.claim);
    }
  }
}

/** A process that has nothing else to do may end. Timers of browsers and workers are plain numbers. */
function doNotWaitFor(timer: unknown): void {
  if (typeof timer !== 'object' || timer === null || !('unref' in timer)) return;
  if (typeof timer.unref === 'function') timer.unref();
}
