import { CliError } from '../cli-error.ts';
import { exitCode } from '../exit-code.ts';
import { steps } from '../next/steps.ts';

/** Nobody answers at the address of the host, or the connection was cut. */
export function hostUnreachable(
  url: string,
  { code, cause }: { readonly code: string; readonly cause: unknown },
) {
  const { origin } = new URL(url);
  const reason = code === '' ? '' : ` (${code})`;
  if (isOfCertificate(code)) return notTrusted(origin, { reason, cause });
  return new CliError({
    code: 'host_unreachable',
    exitCode: exitCode.unreachable,
    message: `No Kontor host answers at ${origin}${reason}. Is it running? On your own machine, \`npm start\` starts one; --host names another.`,
    facts: { host: origin },
    cause,
  });
}

const CERTIFICATE_CODES =
  /^(CERT_|ERR_TLS_CERT_|SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_(GET|VERIFY)_|INVALID_(CA|PURPOSE)$)/;

/** Whether the certificate of whoever answers is the trouble, which asking again does not change. */
export function isOfCertificate(code: string): boolean {
  return CERTIFICATE_CODES.test(code);
}

function notTrusted(
  origin: string,
  { reason, cause }: { readonly reason: string; readonly cause: unknown },
) {
  return new CliError({
    code: 'host_not_trusted',
    exitCode: exitCode.unreachable,
    message: `The certificate of ${origin} is not one that this machine trusts for it${reason}, so nothing was sent. Check the address. If an authority of your own has signed it, name the file with its certificate in NODE_EXTRA_CA_CERTS.`,
    facts: { host: origin },
    cause,
  });
}

type Unanswered = {
  readonly url: string;
  readonly method: string;
  readonly timeoutMs: number;
};

/** The host took the request and did not answer in time: a change may still be going on. */
export function noAnswerYet({ url, method, timeoutMs }: Unanswered) {
  const { origin } = new URL(url);
  const seconds = Math.round(timeoutMs / 100) / 10;
  const isChange = method !== 'GET';
  return new CliError({
    code: 'no_answer_yet',
    exitCode: isChange ? exitCode.stillRunning : exitCode.unreachable,
    message: isChange
      ? `The host at ${origin} has not answered in ${seconds} seconds. What was asked for may still be going on.`
      : `The host at ${origin} has not answered in ${seconds} seconds.`,
    next: isChange ? [steps.listRunning()] : [],
    facts: { host: origin },
  });
}

/** The person stopped the command. */
export function interrupted() {
  return new CliError({
    code: 'interrupted',
    exitCode: exitCode.interrupted,
    message: 'Interrupted. What the host has begun goes on there.',
  });
}

/** Something answers that is no Kontor host, such as a proxy in front of one. */
export function notAHost(url: string, received: string) {
  const { origin } = new URL(url);
  return new CliError({
    code: 'not_a_host',
    exitCode: exitCode.unreachable,
    message: `What answers at ${origin} is not a Kontor host (${received}). Check the address, or try again when the host is up.`,
    facts: { host: origin },
  });
}

/** Whether a path stands between the host and what is asked of it. */
export function isBelowHost(url: string): boolean {
  return new URL(url).pathname.indexOf('/kontor/v1/') > 0;
}

/** A host answers, and the address goes on after it, such as that of a page of its dashboard. */
export function belowHost(url: string) {
  const { origin } = new URL(url);
  return new CliError({
    code: 'not_a_host',
    exitCode: exitCode.unreachable,
    message: `A Kontor host answers at ${origin}, and the address that was given goes on after that. Leave out what follows.`,
    next: [steps.choose(url.slice(0, url.indexOf('/kontor/v1/')), origin)],
    facts: { host: origin },
  });
}
