import type { Action } from '@kontor/protocol/vocabulary';

/**
 * What goes on in a team that was suspended. What runs keeps running, so everything is read, values of
 * environments too; what is owed is paid. Nothing is made, changed, bought, handed over or let in. What an
 * endpoint says to only end goes on besides, such as a token that is revoked.
 */
const goesOn: Readonly<Record<Action, boolean>> = {
  'team:read': true,
  'team:manage': false,
  'member:manage': false,
  'token:manage': false,
  'project:read': true,
  'project:write': false,
  'environment:read-values': true,
  'deployment:write': false,
  'variable:write': false,
  'shared-variable:read': true,
  'shared-variable:read-values': true,
  'shared-variable:write': false,
  'installation:read': true,
  'installation:manage': false,
  'resource:write': false,
  'connection:write': false,
  'integration:read': true,
  'integration:manage': false,
  'event:read': true,
  'webhook:manage': false,
  'billing:read': true,
  'invoice:read': true,
  'purchase:make': false,
  'billing:manage': true,
  'clock:manage': false,
};

/** Whether something may still be done in a suspended team. What only reads may, whatever it needs. */
export function goesOnWhileSuspended(
  action: Action,
  { reads }: { readonly reads: boolean },
): boolean {
  return reads || goesOn[action];
}
