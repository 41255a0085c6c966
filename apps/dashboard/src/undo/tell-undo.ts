import { call, type EndpointId, type Input } from '../api/call.ts';
import { Problem } from '../api/problem.ts';
import { refresh } from '../api/read.ts';
import { askToSignIn } from '../api/session.ts';
import { toasts } from './toasts.tsx';

/** How long somebody can think better of what they did, in milliseconds. */
export const REGRET_MS = 10_000;

/** The way back from what was done. */
type WayBack<Id extends EndpointId> = {
  readonly endpoint: Id;
  readonly input: Input<Id>;
  readonly refreshes: readonly EndpointId[];
};

/**
 * Says what was done, with a way back. It is told here when that is refused, as whoever wants it may be
 * on another page by then.
 */
export function tellUndo<Id extends EndpointId>(text: string, back: WayBack<Id>): void {
  const key = toasts.add(
    {
      text,
      action: {
        name: 'Undo',
        run: () => {
          toasts.close(key);
          void goBack(back);
        },
      },
    },
    { timeout: REGRET_MS },
  );
}

async function goBack<Id extends EndpointId>(back: WayBack<Id>): Promise<void> {
  try {
    await call(back.endpoint, back.input);
    await refresh(...back.refreshes);
  } catch (error) {
    tellRefusal('It could not be undone.', error, () => void goBack(back));
  }
}

/** Says what did not work and why, until somebody has read it. Whoever is signed out is asked to sign in besides. */
export function tellRefusal(text: string, error: unknown, again?: () => void): void {
  if (error instanceof Problem && error.isSignedOut) askToSignIn();
  const key = toasts.add({
    text: `${text} ${error instanceof Error ? error.message : ''}`,
    isBad: true,
    ...(again && {
      action: {
        name: 'Try again',
        run: () => {
          toasts.close(key);
          again();
        },
      },
    }),
  });
}
