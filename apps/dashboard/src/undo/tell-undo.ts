import { toasts } from './toasts.tsx';

/** How long somebody can think better of what they did, in milliseconds. */
export const REGRET_MS = 10_000;

/** Says what was done, with a way back: `undo` does the opposite, and tells itself when it cannot. */
export function tellUndo(text: string, undo: () => void): void {
  const key = toasts.add(
    {
      text,
      action: {
        name: 'Undo',
        run: () => {
          toasts.close(key);
          undo();
        },
      },
    },
    { timeout: REGRET_MS },
  );
}

/** Says that something did not work, until somebody has read it. */
export function tellFailure(text: string, again?: () => void): void {
  const key = toasts.add({
    text,
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
