import type { Action } from '@kontor/protocol';

/** A page of an area that has several. Its path is below the address of the team. */
export type TeamPage = {
  readonly name: string;
  readonly path: string;
  /** What one must be able to do for it to be of any use; nothing more than to see the area, unless told. */
  readonly needs?: Action;
};

/** The pages of areas that have several, each beginning with its own. */
export const teamPages = {
  Billing: [
    { name: 'This period', path: '/billing' },
    { name: 'Invoices', path: '/billing/invoices', needs: 'invoice:read' },
    { name: 'Balances', path: '/billing/balances' },
    { name: 'Top-ups', path: '/billing/top-ups' },
    { name: 'Limits', path: '/billing/limits' },
    { name: 'Payment methods', path: '/billing/payment-methods', needs: 'invoice:read' },
    { name: 'Addressee', path: '/billing/details', needs: 'billing:manage' },
    { name: 'Test clock', path: '/billing/clock', needs: 'clock:manage' },
  ],
  Settings: [
    { name: 'Team', path: '/settings' },
    { name: 'Members', path: '/settings/members' },
    { name: 'Transfers', path: '/settings/transfers' },
    { name: 'Tokens', path: '/settings/tokens', needs: 'token:manage' },
    { name: 'Webhooks', path: '/settings/webhooks', needs: 'event:read' },
  ],
  Activity: [
    { name: 'Events', path: '/activity' },
    { name: 'Operations', path: '/activity/operations' },
  ],
  Agents: [
    { name: 'Agents', path: '/agents' },
    { name: 'Approvals', path: '/approvals' },
  ],
} as const satisfies Readonly<Record<string, readonly TeamPage[]>>;
