import { useMutation } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { type Answer, call, type EndpointId, type Input } from './call.ts';
import { type Shown, show } from './foresee.ts';
import { Problem } from './problem.ts';
import { refresh } from './read.ts';
import { askToSignIn } from './session.ts';
import type { Foreseen } from './standing.ts';

type ChangeOptions<Id extends EndpointId> = {
  /** Endpoints whose answers are not true any more afterwards. */
  readonly refreshes: readonly EndpointId[];
  readonly onDone?: (answer: Answer<Id>) => void;
  /** What is shown at once, until the host has answered. It goes again where the host refuses. */
  readonly foresees?: (input: Input<Id>) => readonly Foreseen[];
};

/**
 * Changes something by an endpoint. A try that got no answer is repeated under the same key, and one that is
 * under way is not begun again, so that pressing a button twice does a thing once. Whoever is signed out
 * meanwhile is asked to sign in and keeps what they typed.
 */
export function useChange<Id extends EndpointId>(
  id: Id,
  { refreshes, onDone, foresees }: ChangeOptions<Id>,
) {
  const [keys] = useState(() => new Map<string, string>());
  const [underWay] = useState(() => new Set<string>());
  const isHere = useRef(true);
  useEffect(() => {
    isHere.current = true;
    return () => {
      isHere.current = false;
    };
  }, []);
  const change = useMutation<Answer<Id>, Error, Input<Id>, Shown>({
    ...(foresees && { onMutate: (input) => show(foresees(input)) }),
    mutationFn: (input) => {
      const text = JSON.stringify(input);
      const key = keys.get(text) ?? crypto.randomUUID();
      keys.set(text, key);
      return call(id, input, { key });
    },
    onSuccess: async (answer, input, shown) => {
      keys.delete(JSON.stringify(input));
      shown?.end();
      await refresh(...refreshes);
      onDone?.(answer);
    },
    onError: (error, input, shown) => {
      if (shown !== undefined) {
        shown.takeBack();
        // what was meant may have been done all the same, or something else since
        void refresh(...refreshes);
        // whoever has left the form meanwhile does not see the reason that stands there
        if (!isHere.current) void tellElsewhere(error);
      }
      if (!(error instanceof Problem)) return;
      // a refusal is an answer: the next try is another one
      if (error.status !== 0 && error.status < 500) keys.delete(JSON.stringify(input));
      if (error.isSignedOut) askToSignIn();
    },
    // what it changed has been read again by then
    onSettled: (_answer, _error, input) => void underWay.delete(JSON.stringify(input)),
  });
  const { mutate: begin } = change;
  // as it was before, so that an effect that begins it does not run for each look at the page
  const mutate = useCallback<typeof begin>(
    (...given) => {
      const text = JSON.stringify(given[0]);
      if (underWay.has(text)) return;
      underWay.add(text);
      begin(...given);
    },
    [begin, underWay],
  );
  return { ...change, mutate };
}

async function tellElsewhere(error: Error): Promise<void> {
  const { tellRefusal } = await import('../undo/tell-undo.ts');
  tellRefusal('That did not work, so it is as it was.', error);
}
