import { useSyncExternalStore } from 'react';
import { call, type EndpointId, type Input } from '../api/call.ts';
import { onAnotherPerson } from '../api/person.ts';
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
  readonly finish: () => void;
};

/** What waits to be done, by the id of what goes. */
const waiting = new Map<string, Waiting>();
/** What is being done. */
const underWay = new Set<Promise<boolean>>();
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
  const finish = () => {
    if (!waiting.delete(of)) return;
    // there is no way back any more, also where it is done before its time
    toasts.close(toast);
    const doing = perform();
    underWay.add(doing);
    void doing.finally(() => underWay.delete(doing));
  };
  /** Answers whether it is done; where it is not, it tells so. */
  const perform = async () => {
    try {
      await send(false).catch((error: unknown) => {
        // somebody else has taken it away meanwhile
        if (!(error instanceof Problem && error.status === 404)) throw error;
      });
      await refresh(...refreshes);
      return true;
    } catch (error) {
      tellRefusal('That did not work, so it is still there.', error, () =>
        doLater(id, input, { of, text, refreshes }),
      );
      return false;
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
    { timeout: REGRET_MS, onClose: finish },
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
// the former person cannot do it any more, and it is not for the other to do
onAnotherPerson(() => {
  waiting.clear();
  set(new Set());
});
// whoever is still here sees what could not be done
beforeSignOut(async () => {
  for (const { finish } of [...waiting.values()]) finish();
  const done = await Promise.all(underWay);
  return !done.includes(false);
});
