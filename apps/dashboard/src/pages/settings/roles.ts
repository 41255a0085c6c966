import type { Member } from '@kontor/protocol/kontor';

export type Role = Member['role'];

/** What people and machines can be in a team. */
export const roles: readonly {
  readonly value: Role;
  readonly label: string;
  readonly description: string;
}[] = [
  { value: 'owner', label: 'Owner', description: 'Everything: also members, and what is paid' },
  {
    value: 'member',
    label: 'Member',
    description: 'Installs integrations, manages tokens and webhooks',
  },
  {
    value: 'developer',
    label: 'Developer',
    description: 'Works with projects, variables and resources',
  },
  { value: 'billing', label: 'Billing', description: 'Looks, and manages what is paid' },
  { value: 'viewer', label: 'Viewer', description: 'Looks, and changes nothing' },
];

/** The role of that name; a viewer, who may least, where there is none. */
export function roleOf(name: string): Role {
  return roles.find(({ value }) => value === name)?.value ?? 'viewer';
}

export function labelOf(role: Role): string {
  return roles.find(({ value }) => value === role)?.label ?? role;
}

/** Whether accounts that a member has linked go on working with this role. The host decides it. */
export function managesInstallations(role: Role): boolean {
  return role === 'owner' || role === 'member';
}
