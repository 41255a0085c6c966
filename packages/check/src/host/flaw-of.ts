import type { CalledOperation } from './find-operation.ts';

/** What a host refuses in a call of a provider, with the demand that it breaks. */
export type Flaw = { readonly requirement: 'TRA-35' | 'BIL-20'; readonly message: string };

/** What is wrong with the body of a call, if anything is. */
export function flawOf({ endpoint }: CalledOperation, body: unknown): Flaw | undefined {
  const parsed = endpoint.request?.safeParse(body);
  if (parsed !== undefined && !parsed.success) {
    const wrong = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    return {
      requirement: 'TRA-35',
      message: `The body of ${endpoint.id} is not of its form: ${wrong.join('; ')}.`,
    };
  }
  const wrongPeriod = wrongPeriodIn(parsed?.data);
  return wrongPeriod === undefined
    ? undefined
    : { requirement: 'BIL-20', message: `${endpoint.id} has ${wrongPeriod}.` };
}

function wrongPeriodIn(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('period' in body)) return undefined;
  const { start, end } = body.period as { readonly start: string; readonly end: string };
  if (Date.parse(end) <= Date.parse(start)) {
    return `a period that does not end after it begins (${start} to ${end})`;
  }
  if (!('eod' in body)) return undefined;
  const at = Date.parse(String(body.eod));
  const isWithin = Date.parse(start) <= at && at <= Date.parse(end);
  return isWithin ? undefined : `an eod outside of its period (${body.eod})`;
}
