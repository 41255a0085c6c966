import { CliError } from '../../cli-error.ts';
import { exitCode } from '../../exit-code.ts';

/** Where the other side is played unless told. */
export const DEFAULT_LISTEN = '127.0.0.1:4690';

export function readAddress(text: string): string {
  const url = URL.parse(text);
  if (url !== null && /^https?:$/.test(url.protocol)) return text.replace(/\/$/, '');
  throw wrongUsage(`'${text}' is no address that begins with http:// or https://.`);
}

export function readListen(text: string) {
  const { address, port } = /^(?<address>.+):(?<port>\d{1,5})$/.exec(text)?.groups ?? {};
  if (address === undefined || Number(port) > 65_535) {
    throw wrongUsage(`--listen takes an address and a port, such as ${DEFAULT_LISTEN}.`);
  }
  return { address: address.replace(/^\[|\]$/g, ''), port: Number(port) };
}

export function readSeconds(text: string): number {
  if (/^\d{1,4}(\.\d+)?$/.test(text)) return Number(text);
  throw wrongUsage(`--patience takes seconds; '${text}' is no number of them.`);
}

export function isBusy(error: unknown): error is NodeJS.ErrnoException {
  const isOfSystem = error instanceof Error && 'syscall' in error;
  return isOfSystem && error.syscall === 'listen';
}

export function cannotListen(url: string, cause: NodeJS.ErrnoException) {
  return new CliError({
    code: 'wrong_usage',
    exitCode: exitCode.wrongUsage,
    message: `Nothing can listen at ${url} (${cause.code}). Choose another place with --listen.`,
    cause,
  });
}

export function wrongUsage(message: string) {
  return new CliError({ code: 'wrong_usage', exitCode: exitCode.wrongUsage, message });
}
