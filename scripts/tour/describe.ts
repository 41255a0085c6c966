import type { Beat } from './record.ts';

/** Where a request goes, as people read addresses. */
export function describeTarget({ to, path }: Extract<Beat, { kind: 'request' }>): string {
  return `${readable(path)}${to === 'provider' ? '  (to the provider)' : ''}`;
}

/** One request between host and provider, in a line. */
export function describeCall({
  direction,
  method,
  path,
  status,
}: Extract<Beat, { kind: 'between' }>): string {
  return `${direction}  ${method} ${readable(path)}  ${status ?? 'no answer'}`;
}

/** Form values stand in queries as JSON, and are hard to read with each quote encoded. */
function readable(path: string): string {
  const [before = '', ...query] = path.split('?');
  return query.length === 0 ? before : `${before}?${decodeURIComponent(query.join('?'))}`;
}
