import { useSyncExternalStore } from 'react';
import { call, type EndpointId, type Input } from '../api/call.ts';
import { Problem } from '../api/problem.ts';
import { refresh } from '../api/read.ts';
import { beforeSignOut } from '../api/session.ts';
import { REGRET_MS, tellRefusal } from './tell-undo.ts';
import { toasts } from './toasts.tsx';

type Later = {
  /** Id of what goes, which is not shown meanwhile. */
  readonly of: string;
  /** What is said meanwhile, such as “LEVEL is removed.” */
  readonly text: string;
  readonly refreshes: readonly EndpointId[];
};

type Waiting = {
  readonly send: (isLeaving: boolean) => Promise<unknown>;
  readonly finish: () => Promise<void>;
};

/** What waits to be done, by the id of what goes. */
const waiting = new Map<string, Waiting>();
let hidden: ReadonlySet<string> = new Set();
const listeners = new Set<() => void>();

/**
 * Takes something away that cannot be made again as it was, such as a variable whose value nobody may
 * read: it goes from the page at once, and from the host when nobody has thought better of it. Whoever
 * leaves the page or signs out means it, so then it is done at once.
 *
 * States: waiting, then called off, or sent; sent, then gone, or shown again with the reason.
 */
export function doLater<Id extends EndpointId>(
  id: Id,
  input: Input<Id>,
  { of, text, refreshes }: Later,
): void {
  if (waiting.has(of)) return;
  const key = crypto.randomUUID();
  const send = (isLeaving: boolean) => call(id, input, { key, keepalive: isLeaving });
  const finish = async () => {
    if (!waiting.delete(of)) return;
    // there is no way back any more, also where it is done before its time
    toasts.close(toast);
    try {
      await send(false);
      await refresh(...refreshes);
    } catch (error) {
      // somebody else has taken it away meanwhile
      if (error instanceof Problem && error.status === 404) await refresh(...refreshes);
      else
        tellRefusal('That did not work, so it is still there.', error, () =>
          doLater(id, input, { of, text, refreshes }),
        );
    } finally {
      show(of);
    }
  };
  waiting.set(of, { send, finish });
  hide(of);
  const toast = toasts.add(
    {
      text,
      action: {
        name: 'Undo',
        run: () => {
          waiting.delete(of);
          show(of);
          toasts.close(toast);
        },
      },
    },
    { timeout: REGRET_MS, onClose: () => void finish() },
  );
}

/** Tells of an id whether what it names has been taken away and not called off. */
export function useTakenAway(): (id: string) => boolean {
  const ids = useSyncExternalStore(subscribe, () => hidden);
  return (id) => ids.has(id);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function set(ids: ReadonlySet<string>): void {
  hidden = ids;
  for (const listener of listeners) listener();
}

function hide(id: string): void {
  set(new Set([...hidden, id]));
}

function show(id: string): void {
  set(new Set([...hidden].filter((each) => each !== id)));
}

addEventListener('pagehide', () => {
  const all = [...waiting.values()];
  waiting.clear();
  void Promise.allSettled(all.map(({ send }) => send(true)));
});
// whoever cannot be signed out is still here, and sees what could not be done either
beforeSignOut(() => Promise.all([...waiting.values()].map(({ finish }) => finish())));
