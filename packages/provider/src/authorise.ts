import type { PartnerEndpoint } from '@kontor/protocol';
import type { Caller } from './caller.ts';
import { ProviderError } from './provider-error.ts';

type Wanted = {
  readonly endpoint: PartnerEndpoint;
  readonly parameters: Readonly<Record<string, string>>;
  readonly requiresAdmin: boolean;
};

/**
 * Refuses a caller of a kind that may not make this call, with a token of another installation, or in
 * too small a role. A token without an installation only opens what is asked before there is one:
 * otherwise it would open every installation.
 *
 * @see spec/partner-api.md §3.2, §3.4
 */
export function authorise(caller: Caller, { endpoint, parameters, requiresAdmin }: Wanted): void {
  if (!endpoint.callers.includes(caller.kind)) {
    throw refused(`${endpoint.id} takes a token of kind "${endpoint.callers.join('" or "')}".`);
  }
  const { installationId } = parameters;
  if (installationId !== undefined && caller.claims.installation_id !== installationId) {
    throw refused('The token is not for this installation.');
  }
  if (requiresAdmin && caller.kind === 'user' && caller.role !== 'ADMIN') {
    throw new ProviderError('forbidden', `${endpoint.id} takes the role ADMIN.`, {
      user: { message: 'Only a member who may install integrations can do this.' },
    });
  }
}

function refused(message: string): ProviderError {
  return new ProviderError('forbidden', message);
}
