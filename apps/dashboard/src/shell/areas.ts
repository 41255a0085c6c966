import type { Action } from '@kontor/protocol';

/** A part of the pages of a team, as the navigation and the command palette offer it. */
export type Area = {
  readonly name: string;
  /** Below the team's address. */
  readonly path: string;
  /** What one must be able to do for it to be of any use. */
  readonly needs: Action;
  /** Other addresses that are a part of it. */
  readonly alsoAt?: string;
};

export const areas: readonly Area[] = [
  { name: 'Overview', path: '', needs: 'team:read' },
  { name: 'Catalogue', path: '/catalog', needs: 'installation:read' },
  { name: 'Resources', path: '/resources', needs: 'installation:read' },
  { name: 'Projects', path: '/projects', needs: 'project:read' },
  { name: 'Agents', path: '/agents', needs: 'installation:read', alsoAt: '/approvals' },
  { name: 'Activity', path: '/activity', needs: 'event:read' },
  { name: 'Billing', path: '/billing', needs: 'billing:read' },
  { name: 'Integrations', path: '/integrations', needs: 'integration:read' },
  { name: 'Settings', path: '/settings', needs: 'team:read' },
];

/** The address of a part of a team's pages. */
export function areaAddress(team: string, { path }: Area): string {
  return `/t/${encodeURIComponent(team)}${path}`;
}
