import { lazy, Suspense } from 'react';
import { useIsAsking } from '../api/session.ts';

// not needed before a session has ended
const SignInDialog = lazy(async () => ({
  default: (await import('./sign-in-dialog.tsx')).SignInDialog,
}));

/** Asks for the password once a session has ended under somebody's hands. */
export function SignInAgain() {
  return (
    useIsAsking() && (
      <Suspense>
        <SignInDialog />
      </Suspense>
    )
  );
}
