import { useSyncExternalStore } from 'react';
import type { Answer } from './call.ts';
import { personIs } from './person.ts';
import { problemIn, unreachable } from './problem.ts';

let isAsking = false;
const listeners = new Set<() => void>();

function setAsking(value: boolean): void {
  isAsking = value;
  for (const listener of listeners) listener();
}

/** Asks whoever works here to sign in again, over what they are at. */
export function askToSignIn(): void {
  setAsking(true);
}

/** Whether somebody is asked to sign in again. */
export function useIsAsking(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => isAsking,
  );
}

/** @throws Problem when the host refuses, or cannot be reached */
export async function signIn(credentials: {
  readonly email: string;
  readonly password: string;
}): Promise<void> {
  const { user } = (await askAuth('sign-in/email', credentials)) as { user: { id: string } };
  personIs(user.id);
  setAsking(false);
}

/** Whether somebody has signed in meanwhile, as in another tab; then nobody is asked any more. */
export async function lookForSession(): Promise<boolean> {
  const response = await fetch('/kontor/v1/me', { headers: { accept: 'application/json' } }).catch(
    () => undefined,
  );
  if (response?.ok !== true) return false;
  const { person } = (await response.json()) as Answer<'getMe'>;
  personIs(person.id);
  setAsking(false);
  return true;
}

const farewells: (() => Promise<boolean>)[] = [];

/** Has something done while whoever signs out can still do it. It answers whether all of it worked, and tells what did not. */
export function beforeSignOut(farewell: () => Promise<boolean>): void {
  farewells.push(farewell);
}

/** Why nobody was signed out who could have been: they would not see what they left undone. */
export class LeftUndone extends Error {
  constructor() {
    super('Something that you removed could not be, and is still there.');
  }
}

/**
 * Ends the session here and leads to the page for signing in.
 *
 * @throws LeftUndone when what waited to be done before did not work: whoever tries again means it
 * @throws Problem when the host refuses, or cannot be reached: then the session goes on
 */
export async function signOut(): Promise<void> {
  const done = await Promise.all(farewells.map((farewell) => farewell()));
  if (done.includes(false)) throw new LeftUndone();
  await post('sign-out', {});
  location.assign('/sign-in');
}

/** Where somebody signs in who then comes back to where they are now. */
export function signInAddress(): string {
  return `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`;
}

/** @throws Problem when the host refuses, or cannot be reached */
export function changePassword(change: {
  readonly currentPassword: string;
  readonly newPassword: string;
  readonly revokeOtherSessions: boolean;
}): Promise<void> {
  return post('change-password', change);
}

async function post(name: string, body: object): Promise<void> {
  await askAuth(name, body);
}

/**
 * Asks what is about signing in and is no endpoint of the API.
 *
 * @throws Problem when the host refuses, or cannot be reached
 */
export async function askAuth(name: string, body?: object): Promise<unknown> {
  const response = await fetch(`/kontor/v1/auth/${name}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch((cause: unknown) => {
    throw unreachable(cause);
  });
  if (!response.ok) throw await problemIn(response);
  return response.json();
}
