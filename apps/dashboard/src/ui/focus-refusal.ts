import { type RefObject, useEffect } from 'react';
import { Problem } from '../api/problem.ts';

/** What can be filled in or pressed of a field, in the order in which it is wanted. */
const CONTROLS = [
  'input[type=radio]:checked',
  'input:not([type=hidden], :disabled)',
  'textarea',
  'button:not(:disabled)',
];

/** Moves the focus to what is wrong of a form each time it is refused, unless somebody went on elsewhere. */
export function useFocusOnRefusal(
  form: RefObject<HTMLFormElement | null>,
  error: Error | null,
): void {
  useEffect(() => {
    // whoever is asked to sign in goes on at the button afterwards
    if (form.current === null || error === null || asksToSignIn(error)) return;
    if (isAt(form.current)) whatIsWrong(form.current)?.focus();
  }, [form, error]);
}

function asksToSignIn(error: Error): boolean {
  return error instanceof Problem && error.isSignedOut;
}

function isAt(form: HTMLFormElement): boolean {
  const { activeElement, body } = document;
  // what is over the page is all that can be used of it
  const around = form.closest('[role=dialog]') ?? form;
  return activeElement === null || activeElement === body || around.contains(activeElement);
}

/** The first field that says that it is wrong, or what is said of none. */
function whatIsWrong(form: HTMLFormElement): HTMLElement | null {
  const field = form.querySelector('[data-invalid]');
  if (field === null) return form.querySelector<HTMLElement>('[data-refusal]');
  const controls = CONTROLS.flatMap((selector) => [
    ...field.querySelectorAll<HTMLElement>(selector),
  ]);
  return controls.find((control) => control.closest('[aria-hidden=true]') === null) ?? null;
}
