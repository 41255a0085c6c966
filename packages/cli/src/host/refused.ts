import * as z from 'zod';
import { CliError } from '../cli-error.ts';
import { type ExitCode, exitCode } from '../exit-code.ts';
import { afterRefusal } from '../next/after-refusal.ts';
import type { HostResponse } from './send.ts';
import { belowHost, isBelowHost, notAHost } from './transport-errors.ts';

const refusalBody = z.object({
  error: z.looseObject({ code: z.string(), message: z.string() }),
});

/** What a host refused, as an error with the exit code that fits. */
export function refused(response: HostResponse, url: string): CliError {
  const parsed = refusalBody.safeParse(jsonOf(response.text));
  if (!parsed.success) {
    const type = response.headers.get('content-type')?.split(';')[0] ?? 'no content';
    return notAHost(url, `${response.status}, ${type}`);
  }
  const { code, message, ...facts } = parsed.data.error;
  const { reason } = facts;
  if (reason === 'route_not_found' && isBelowHost(url)) return belowHost(url);
  return new CliError({
    code,
    message,
    exitCode: exitCodeOf(response.status, code),
    details: detailLines(facts),
    next: afterRefusal(code, facts),
    facts: { status: response.status, ...facts },
  });
}

/** Parses JSON that may be none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function exitCodeOf(status: number, code: string): ExitCode {
  if (code.startsWith('provider_')) return exitCode.providerFailed;
  switch (status) {
    case 401:
      return exitCode.notSignedIn;
    case 404:
      return exitCode.notFound;
    case 409:
      return exitCode.conflict;
    default:
      return exitCode.refused;
  }
}

const details = z.object({
  userMessage: z.string().optional().catch(undefined),
  url: z.string().optional().catch(undefined),
  fields: z
    .array(z.object({ key: z.string(), message: z.string().nullish() }))
    .optional()
    .catch(undefined),
});

/**
 * What a refusal says beside its message: what the provider tells the customer, where they can mend
 * it, and which fields of a form are wrong. One field alone is in the message already.
 */
export function detailLines(facts: object): string[] {
  const { userMessage, url, fields = [] } = details.parse(facts);
  return [
    ...(userMessage === undefined ? [] : [userMessage]),
    ...(url === undefined ? [] : [`see ${url}`]),
    ...(fields.length < 2 ? [] : fields.map(({ key, message }) => `${key}: ${message ?? 'wrong'}`)),
  ];
}
