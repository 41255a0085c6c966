import { CliError } from '../cli-error.ts';
import { exitCode } from '../exit-code.ts';

/** Where a host started with `npm start` listens. */
export const DEFAULT_HOST = 'http://localhost:4680';

/** The address of a host as it is stored and called: without a slash at its end. */
export function readHostAddress(text: string): string {
  const url = URL.parse(text.includes('://') ? text : `https://${text}`);
  if (url === null || !/^https?:$/.test(url.protocol) || url.username || url.password) {
    throw new CliError({
      code: 'wrong_usage',
      exitCode: exitCode.wrongUsage,
      message: `'${text}' is no address of a host. Write it like https://market.example or ${DEFAULT_HOST}.`,
    });
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

/** Whether what is sent to this address could be read on the way. */
export function isExposed(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  const isLoopback =
    hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
  return protocol === 'http:' && !isLoopback;
}
