import type { IncomingHttpHeaders } from 'node:http';

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/**
 * The origins of the host's own pages: its public address, and on a developer's machine every name
 * of that machine, because people type any of them.
 */
export function ownOrigins(publicUrl: string): readonly string[] {
  const { origin, protocol, hostname, port } = new URL(publicUrl);
  if (!LOOPBACK.includes(hostname)) return [origin];
  const suffix = port === '' ? '' : `:${port}`;
  return LOOPBACK.map((name) => `${protocol}//${name}${suffix}`);
}

/**
 * Whether a request that carries a cookie was made by one of our own pages. Browsers let no page set
 * these headers; a request with neither proves nothing.
 *
 * @see https://www.w3.org/TR/fetch-metadata/
 */
export function isFromOwnPage(
  headers: Pick<IncomingHttpHeaders, 'origin' | 'sec-fetch-site'>,
  origins: readonly string[],
): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  return headers.origin !== undefined && origins.includes(headers.origin);
}
