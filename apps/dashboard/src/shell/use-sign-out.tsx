import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { signOut, useIsAsking } from '../api/session.ts';
import { forgetDrafts } from '../ui/use-draft.ts';
import { StillSignedIn } from './still-signed-in.tsx';

/** How one signs out, and what is to be shown of it on the page that one is on. */
export function useSignOut(): { readonly leave: () => void; readonly note: ReactNode } {
  const { mutate, error, reset } = useMutation({ mutationFn: () => signOut().then(forgetDrafts) });
  // whose session has ended meanwhile is asked to sign in first
  const isShown = !useIsAsking() && error !== null;
  return {
    leave: () => mutate(),
    note: isShown && <StillSignedIn error={error} onAgain={() => mutate()} onClose={reset} />,
  };
}
