import { setTimeout as wait } from 'node:timers/promises';
import * as deviceLoginEndpoints from '@kontor/protocol/kontor/device-login';
import { CliError } from '../cli-error.ts';
import { exitCode } from '../exit-code.ts';
import { steps } from '../next/steps.ts';
import { createCall } from './create-call.ts';
import type { Call } from './endpoint-types.ts';
import type { SignInOptions } from './sign-in.ts';

export type SignInByCodeOptions = SignInOptions & {
  /** What the machine is called where its person is asked. */
  readonly machine: string;
  /** Shows where to go and what to type there. */
  readonly show: (shown: {
    readonly code: string;
    readonly page: string;
    readonly whole: string;
  }) => void;
};

/** How this program calls itself. */
const CLIENT = 'kontor';
/** What is added to the wait when the host asks for it, in seconds. @see RFC 8628 §3.5 */
const SLOWER_BY = 5;
const PASSING: readonly string[] = [
  'host_unreachable',
  'no_answer_yet',
  'rate_limited',
  'unavailable',
];

/** Shows a code, waits until its person has allowed it in a browser, and answers the token. */
export async function signInByCode(options: SignInByCodeOptions): Promise<string> {
  const { interrupted: signal, leftMs } = options;
  const call = createCall({ ...options, token: undefined });
  const begun = await begin(call, options);
  const endsAt = performance.now() + begun.expires_in * 1000;
  options.show({
    code: begun.user_code,
    page: begun.verification_uri,
    whole: begun.verification_uri_complete,
  });
  for (let seconds = begun.interval; ; ) {
    const lifeMs = Math.max(0, endsAt - performance.now());
    const isOver = lifeMs < seconds * 1000;
    await wait(Math.min(seconds * 1000, lifeMs, leftMs()), undefined, { signal }).catch(() => {
      throw stopped();
    });
    if (leftMs() <= 0) throw notInTime();
    if (isOver) throw ended('expired_token');
    const answer = await ask(call, begun.device_code);
    if (typeof answer !== 'string') return answer.token;
    if (answer === 'no_answer') seconds *= 2;
    else if (answer === 'slow_down') seconds += SLOWER_BY;
    else if (answer !== 'authorization_pending') throw ended(answer);
  }
}

async function begin(call: Call, { machine, host }: SignInByCodeOptions) {
  try {
    const { body } = await call(deviceLoginEndpoints.beginDeviceLogin, {
      body: { client_id: CLIENT, ...(machine !== '' && { machine }) },
    });
    return body;
  } catch (error) {
    throw error instanceof CliError && error.code === 'route_not_found' ? notOffered(host) : error;
  }
}

/** The token, or what stands in its way by the words of the standard. */
async function ask(call: Call, deviceCode: string) {
  try {
    const { status, body } = await call(deviceLoginEndpoints.finishDeviceLogin, {
      body: {
        grant_type: deviceLoginEndpoints.deviceCodeGrant,
        device_code: deviceCode,
        client_id: CLIENT,
      },
    });
    return status === 200 ? { token: body.access_token } : body.error;
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    if (error.code === 'interrupted') throw stopped();
    if (PASSING.includes(error.code)) return 'no_answer';
    throw error;
  }
}

const WHY: Readonly<Record<string, string>> = {
  access_denied: 'It was refused in the browser.',
  expired_token: 'Nobody has allowed it in time, and the code is good for nothing any more.',
};

function ended(code: string) {
  return new CliError({
    code,
    exitCode: exitCode.notSignedIn,
    message: `${WHY[code] ?? `The host gives no token for this code (${code}).`} You are not signed in.`,
    next: [steps.signIn()],
  });
}

function stopped() {
  return new CliError({
    code: 'interrupted',
    exitCode: exitCode.interrupted,
    message: 'Interrupted. You are not signed in, and the code is good for nothing.',
  });
}

function notInTime() {
  return new CliError({
    code: 'no_answer_yet',
    exitCode: exitCode.stillRunning,
    message:
      'Nobody has allowed it within the time of --timeout. You are not signed in, and the code is good for nothing.',
    next: [steps.signIn()],
  });
}

function notOffered(host: string) {
  return new CliError({
    code: 'sign_in_by_code_missing',
    exitCode: exitCode.refused,
    message: `The host at ${host} is older than this command, and signs nobody in by a code. Give --email, or --token with a token made there.`,
    facts: { host },
  });
}
