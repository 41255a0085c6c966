import { ok, refuse } from '@kontor/core';
import { type DeviceLogin, deviceCodeGrant, kontorEndpoints } from '@kontor/protocol/kontor';
import { type Route, route } from '../http/route.ts';
import type { DeviceLogins, Finished, ShownDeviceLogin } from './device-logins.ts';

type Ports = {
  readonly deviceLogins: DeviceLogins;
  /** The host's public address. */
  readonly url: string;
  readonly now: () => Date;
};

/** Where people type the code. */
const PAGE = '/device';

/** Machines that are signed in by a code: what they ask, and what their people decide. @see RFC 8628 */
export function deviceLoginRoutes({ deviceLogins, url, now }: Ports): readonly Route[] {
  return [
    route(kontorEndpoints.beginDeviceLogin, async ({ body, address }) => {
      const machine = body.machine === undefined || body.machine === '' ? null : body.machine;
      const begun = await deviceLogins.begin({ client: body.client_id, machine, address });
      const page = new URL(PAGE, url);
      const whole = new URL(page);
      whole.searchParams.set('code', begun.userCode);
      return ok({
        status: 200,
        body: {
          device_code: begun.deviceCode,
          user_code: begun.userCode,
          verification_uri: page.href,
          verification_uri_complete: whole.href,
          expires_in: begun.expiresInSeconds,
          interval: begun.intervalSeconds,
        },
      });
    }),
    route(kontorEndpoints.finishDeviceLogin, async ({ body }) => {
      if (body.grant_type !== deviceCodeGrant) return failed('unsupported_grant_type');
      const finished = await deviceLogins.finish(body.device_code, body.client_id);
      if (finished.kind !== 'done') return failed(finished.kind);
      const { secret, expiresAt } = finished;
      return ok({
        status: 200,
        body: {
          access_token: secret,
          token_type: 'Bearer',
          ...(expiresAt && {
            expires_in: Math.max(1, Math.floor((expiresAt.getTime() - now().getTime()) / 1000)),
          }),
        },
      });
    }),
    route(kontorEndpoints.getDeviceLogin, async ({ query }) => {
      const found = await deviceLogins.find(query.code);
      return found === undefined ? nothingWaits() : shown(found);
    }),
    route(kontorEndpoints.decideDeviceLogin, async ({ caller, body: { code, decision } }) => {
      const decided = await deviceLogins.decide(caller, code, decision);
      return decided === undefined ? nothingWaits() : shown(decided);
    }),
  ];
}

const explained = {
  authorization_pending: 'Nobody has allowed it yet. Ask again after the interval.',
  slow_down: 'It asks too often. Wait five seconds longer than before from now on.',
  access_denied: 'It was refused.',
  expired_token: 'Its code is over. Begin again.',
  invalid_grant:
    'There is no such device code, its token was given already, or another program asked for it.',
  unsupported_grant_type: `Here only ${deviceCodeGrant} is granted.`,
} as const satisfies Record<Exclude<Finished['kind'], 'done'> | 'unsupported_grant_type', string>;

/** Said as libraries for it expect, and not as the rest of the host says it. */
function failed(error: keyof typeof explained) {
  return ok({ status: 400, body: { error, error_description: explained[error] } } as const);
}

function shown({ address, createdAt, expiresAt, ...login }: ShownDeviceLogin) {
  const deviceLogin: DeviceLogin = {
    ...login,
    ipAddress: address,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
  };
  return ok({ status: 200, body: { deviceLogin } } as const);
}

function nothingWaits() {
  return refuse(
    'device_login_not_found',
    'Nothing waits under this code. It may be mistyped, older than ten minutes, or decided already.',
  );
}
