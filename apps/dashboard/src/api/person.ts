import { useSyncExternalStore } from 'react';

let changes = 0;
const listeners = new Set<() => void>();
const partings: ((next: string) => void)[] = [];

/** Under what it stands who works in this tab, also once a page is loaded anew. */
const KEY = 'person';

/** Has something given up that was kept for one person, as soon as it is known that another works here. */
export function onAnotherPerson(parting: (next: string) => void): void {
  partings.push(parting);
}

/**
 * Tells who is signed in. It may be somebody else than before, who signed in over the page or in another tab: what
 * one of them typed, removed or was shown is nothing to the other. To tell the same again changes nothing.
 */
export function personIs(person: string): void {
  const before = sessionStorage.getItem(KEY);
  if (before === person) return;
  sessionStorage.setItem(KEY, person);
  if (before === null) return;
  for (const parting of partings) parting(person);
  changes++;
  for (const listener of listeners) listener();
}

/** How often it was somebody else: what has it as its key begins anew for each person. */
export function useChangesOfPerson(): number {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => changes,
  );
}
