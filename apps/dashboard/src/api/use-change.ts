import { useMutation } from '@tanstack/react-query';
import { useRef } from 'react';
import { type Answer, call, type EndpointId, type Input } from './call.ts';
import { Problem } from './problem.ts';
import { refresh } from './read.ts';
import { askToSignIn } from './session.ts';

type ChangeOptions<Id extends EndpointId> = {
  /** Endpoints whose answers are not true any more afterwards. */
  readonly refreshes: readonly EndpointId[];
  readonly onDone?: (answer: Answer<Id>) => void;
};

/**
 * Changes something by an endpoint. A try that got no answer is repeated under the same key, so that
 * pressing a button twice does a thing once. Whoever is signed out meanwhile is asked to sign in and
 * keeps what they typed.
 */
export function useChange<Id extends EndpointId>(id: Id, { refreshes, onDone }: ChangeOptions<Id>) {
  const key = useRef<{ readonly input: string; readonly value: string }>(undefined);
  return useMutation<Answer<Id>, Error, Input<Id>>({
    mutationFn: (input) => {
      const text = JSON.stringify(input);
      if (key.current?.input !== text) key.current = { input: text, value: crypto.randomUUID() };
      return call(id, input, { key: key.current.value });
    },
    onSuccess: async (answer) => {
      key.current = undefined;
      await refresh(...refreshes);
      onDone?.(answer);
    },
    onError: (error) => {
      if (!(error instanceof Problem)) return;
      // a refusal is an answer: the next try is another one
      if (error.status !== 0 && error.status < 500) key.current = undefined;
      if (error.isSignedOut) askToSignIn();
    },
  });
}
