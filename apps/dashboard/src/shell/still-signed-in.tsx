import { LeftUndone } from '../api/session.ts';
import { Button } from '../ui/button.tsx';

/**
 * Says that signing out did not work, and why: whoever leaves the machine now leaves it signed in. What was
 * just done, and why it could not be, is told at the lower edge, so this is not.
 */
export function StillSignedIn({
  error,
  onAgain,
  onClose,
}: {
  readonly error: Error;
  readonly onAgain: () => void;
  readonly onClose: () => void;
}) {
  return (
    <div
      role="alert"
      className="fixed top-28 right-4 left-4 z-50 flex flex-col gap-2 rounded-lg border border-edge bg-bad-tint px-4 py-3 shadow-lg sm:left-auto sm:w-96"
    >
      <p>You are still signed in. {error.message}</p>
      <div className="flex justify-end gap-2">
        <Button onPress={onClose}>Close</Button>
        <Button onPress={onAgain}>
          {error instanceof LeftUndone ? 'Sign out all the same' : 'Try again'}
        </Button>
      </div>
    </div>
  );
}
