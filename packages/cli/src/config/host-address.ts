import { CliError } from '../cli-error.ts';
import { exitCode } from '../exit-code.ts';

/** Where a host started with `npm start` listens. */
export const DEFAULT_HOST = 'http://localhost:4680';

/**
 * The address of a host as it is stored and called: without a slash at its end. Where no scheme is
 * typed, this machine is spoken to by http, as `npm start` listens, and every other by https.
 */
export function readHostAddress(text: string): string {
  const url = URL.parse(withScheme(text));
  if (url === null || !/^https?:$/.test(url.protocol) || url.username || url.password) {
    throw new CliError({
      code: 'wrong_usage',
      exitCode: exitCode.wrongUsage,
      message: `'${text}' is no address of a host. Write it like https://market.example or ${DEFAULT_HOST}.`,
    });
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

function withScheme(text: string): string {
  if (text.includes('://')) return text;
  const plain = `http://${text}`;
  return isLoopback(URL.parse(plain)?.hostname) ? plain : `https://${text}`;
}

/** Whether what is sent to this address could be read on the way. */
export function isExposed(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === 'http:' && !isLoopback(hostname);
}

function isLoopback(hostname = ''): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}
