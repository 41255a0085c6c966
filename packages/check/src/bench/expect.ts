import type * as z from 'zod';
import type { Answer } from './exchange.ts';
import { fail } from './outcome.ts';

/** Ends the trial unless it was answered with 2xx. */
export function expectSuccess(answer: Answer, what: string): void {
  if (answer.status >= 200 && answer.status < 300) return;
  fail(`${what}: ${answer.asked} is answered with ${answer.status}${said(answer)}.`);
}

/** Ends the trial unless it was answered with 4xx, or with one of the statuses that are given. */
export function expectRefused(answer: Answer, what: string, statuses?: readonly number[]): void {
  const isRefused =
    statuses?.includes(answer.status) ?? (answer.status > 399 && answer.status < 500);
  if (isRefused) return;
  const wanted = statuses === undefined ? '4xx' : statuses.join(' or ');
  fail(`${what}: ${answer.asked} is answered with ${answer.status} and not with ${wanted}.`);
}

/** The body of an answer in the form that the protocol has for it. */
export function bodyOf<Schema extends z.ZodType>(schema: Schema, answer: Answer): z.output<Schema> {
  const read = schema.safeParse(answer.json);
  if (read.success) return read.data;
  const wrong = read.error.issues.map(({ path, message }) => {
    const at = path.join('.');
    return at === '' ? message : `${at}: ${message}`;
  });
  return fail(`The answer to ${answer.asked} is not of its form: ${wrong.join('; ')}.`);
}

function said({ json }: Answer): string {
  const error =
    json !== null && typeof json === 'object' && 'error' in json ? json.error : undefined;
  if (error === null || typeof error !== 'object' || !('message' in error)) return '';
  return ` (“${String(error.message).slice(0, 200)}”)`;
}
