import { isIP } from 'node:net';
import { passkey } from '@better-auth/passkey';
import { APIError } from 'better-auth/api';
import type pg from 'pg';
import { ownOrigins } from './own-origins.ts';

/**
 * Passkeys, for people who have a password here: whoever comes from the platform signs in there alone, so
 * that who is not let in there is not let in here. A passkey stands for possession and person together,
 * so one that has not seen who holds it is refused.
 */
export function passkeyPlugin(url: string, pool: pg.Pool) {
  return passkey({
    rpID: relyingPartyOf(url),
    rpName: 'Kontor',
    origin: [...ownOrigins(url)],
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    registration: {
      afterVerification: async ({ ctx, user, verification }) => {
        requireVerified(verification.registrationInfo?.userVerified);
        const accounts = await ctx.context.internalAdapter.findAccounts(user.id);
        if (accounts.some(({ providerId }) => providerId === 'credential')) return;
        throw new APIError('FORBIDDEN', {
          message: 'You sign in at the platform. Only who has a password here makes passkeys.',
        });
      },
    },
    authentication: {
      afterVerification: async ({ verification, clientData }) => {
        requireVerified(verification.authenticationInfo.userVerified);
        await pool.query('update passkey set "lastUsedAt" = now() where "credentialID" = $1', [
          clientData.id,
        ]);
      },
    },
  });
}

/** What passkeys are made for: the name of the host, as an address of numbers can have none. */
function relyingPartyOf(url: string): string {
  const { hostname } = new URL(url);
  return isIP(hostname.replaceAll(/[[\]]/g, '')) === 0 ? hostname : 'localhost';
}

function requireVerified(isVerified: boolean | undefined): void {
  if (isVerified) return;
  throw new APIError('FORBIDDEN', {
    message: 'This passkey did not make sure that it is you. Unlock it with a PIN or your finger.',
  });
}
