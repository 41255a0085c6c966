import type { Refusal } from '@kontor/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { html } from '../http/html.ts';
import type { Callers } from '../http/principal.ts';
import type { PersonCaller } from '../http/route.ts';
import { ownPath } from './own-path.ts';
import { sendPage, sendRefusalPage } from './page.ts';

/** Answers a page to a person who is signed in. */
export type ForPerson = (
  person: PersonCaller,
  request: FastifyRequest,
  reply: FastifyReply,
) => Promise<FastifyReply>;

/** A field of a query or form, where it was sent once; of a repeated one, nobody knows which counts. */
export function fieldOf(fields: unknown, name: string): string | undefined {
  if (typeof fields !== 'object' || fields === null) return undefined;
  const value = (fields as Record<string, unknown>)[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/**
 * Lets a person through who is signed in here, and takes anybody else to sign in first and back then.
 * A form counts only when one of the host's own pages has sent it.
 */
export function forPerson(callers: Pick<Callers, 'authenticate'>, answer: ForPerson) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    // no id has one in it, and no database takes it
    if (request.url.includes('%00')) return sendRefusalPage(reply, unreadable);
    const found = await callers.authenticate(request.headers, request.method);
    if (found.ok && found.value.kind === 'person') {
      const { person } = found.value;
      return isWhole(person) ? answer(person, request, reply) : sendRefusalPage(reply, notWhole);
    }
    if (request.method === 'GET') return reply.redirect(signInPath(request.url), 302);
    if (!found.ok) return sendRefusalPage(reply, found.error);
    return sendPage(
      reply,
      { title: 'Sign in first', body: html`<p>Only people can do this.</p>` },
      403,
    );
  };
}

/**
 * Whether a caller may do all that the person may: pages act for people in all of their teams, and
 * what was handed out for less (to an agent, for one team or project) does not reach as far.
 */
export function isWhole({ limits, mandate }: Pick<PersonCaller, 'limits' | 'mandate'>): boolean {
  return limits === undefined && mandate === undefined;
}

const notWhole: Refusal = {
  code: 'forbidden',
  message:
    'This token is for less than a person may do here. Open the page where you are signed in.',
};

const unreadable = {
  code: 'invalid_request',
  message: 'The address of this page holds the character NUL. Go back and try again.',
} as const;

/** Where somebody signs in who is then taken to `next`; anew, also when they are signed in. */
export function signInPath(next: string, how?: 'anew'): string {
  return `/sign-in?${how === 'anew' ? 'anew=1&' : ''}next=${encodeURIComponent(ownPath(next))}`;
}
