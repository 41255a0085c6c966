import type { Action, PartnerRole, Role } from '@kontor/protocol/vocabulary';

const reading = [
  'team:read',
  'project:read',
  'shared-variable:read',
  'installation:read',
  'integration:read',
  'event:read',
  'billing:read',
] as const satisfies readonly Action[];

const developing = [
  ...reading,
  'project:write',
  'environment:read-values',
  'deployment:write',
  'variable:write',
  'shared-variable:read-values',
  'shared-variable:write',
  'resource:write',
  'connection:write',
] as const satisfies readonly Action[];

const administering = [
  ...developing,
  'installation:manage',
  'integration:manage',
  'token:manage',
  'webhook:manage',
] as const satisfies readonly Action[];

/** What is owed and paid, and with what, is for those who answer for it. @see spec/partner-api.md §12.1 */
const paying = [
  'invoice:read',
  'purchase:make',
  'billing:manage',
] as const satisfies readonly Action[];

/**
 * What each role may do in a team: the only place where that is decided.
 *
 * Members may install; only owners decide over the team, its people, its time and its money, the last
 * together with the billing role, and only these see invoices. Everybody sees what is used and what it
 * costs so far. A viewer sees that variables exist and never their values.
 *
 * @see spec/concepts.md — C4
 */
export const actionsOf = {
  owner: [...administering, 'team:manage', 'member:manage', ...paying, 'clock:manage'],
  member: administering,
  developer: developing,
  billing: [...reading, ...paying],
  viewer: reading,
} as const satisfies Record<Role, readonly Action[]>;

export function may(role: Role, action: Action): boolean {
  const actions: readonly Action[] = actionsOf[role];
  return actions.includes(action);
}

/**
 * What a provider is told about a person. `USER` is for those who only read: providers refuse it on
 * every change, so whoever may change resources here is an admin there.
 *
 * @see spec/partner-api.md §3.1
 */
export function partnerRoleOf(role: Role): PartnerRole {
  return may(role, 'resource:write') ? 'ADMIN' : 'USER';
}
