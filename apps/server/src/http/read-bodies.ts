import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isStorableText } from '../storable.ts';

/** Largest request body that is read, in bytes. */
export const BODY_LIMIT = 1024 * 1024;

const FORM = 'application/x-www-form-urlencoded';
const JSON_OF_ANY_KIND = /^application\/(?:[\w.+-]+\+)?json(?:;|$)/i;

/** A body that is not what its content type says. */
export class MalformedBody extends Error {}

/** Bodies are JSON; an empty one is no body, because clients send the content type regardless. */
export function readBodies(app: FastifyInstance): void {
  app.removeContentTypeParser(['application/json', 'text/plain']);
  app.addContentTypeParser(FORM, { parseAs: 'string' }, (_request, text, done) => {
    done(null, Object.fromEntries(new URLSearchParams(String(text))));
  });
  app.addContentTypeParser(JSON_OF_ANY_KIND, { parseAs: 'string' }, (_request, text, done) => {
    if (text === '') return done(null, undefined);
    try {
      const json = String(text);
      const body: unknown = JSON.parse(json);
      if (!isStorableText(json, body)) {
        const flaw = 'it holds the character NUL or half of a surrogate pair';
        return done(new MalformedBody(flaw), undefined);
      }
      done(null, body);
    } catch (cause) {
      done(new MalformedBody(cause instanceof Error ? cause.message : 'not JSON'), undefined);
    }
  });
}

/** Whether a body is a form, which only some endpoints take. */
export function isForm({ headers }: FastifyRequest): boolean {
  return headers['content-type']?.toLowerCase().startsWith(FORM) === true;
}
