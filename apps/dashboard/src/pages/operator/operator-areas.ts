import { useLocation } from '@tanstack/react-router';
import type { SubPage } from '../../ui/sub-pages.tsx';

/** A part of the pages of those who run the host. The first page is where it begins. */
export type OperatorArea = {
  readonly name: string;
  readonly pages: readonly [SubPage, ...SubPage[]];
};

export const operatorAreas: readonly OperatorArea[] = [
  {
    name: 'Money',
    pages: [
      { name: 'Open invoices', to: '/operator', isExact: true },
      { name: 'Ledger', to: '/operator/ledger' },
      { name: 'Entries', to: '/operator/entries' },
      { name: 'Payouts', to: '/operator/payouts' },
      { name: 'Disputes', to: '/operator/disputes' },
    ],
  },
  {
    name: 'Providers',
    pages: [
      { name: 'Listings', to: '/operator/listings' },
      { name: 'Health', to: '/operator/health' },
      { name: 'Operations', to: '/operator/operations' },
      { name: 'Reconciliation', to: '/operator/reconciliation' },
    ],
  },
  {
    name: 'Teams',
    pages: [
      { name: 'Teams', to: '/operator/teams' },
      { name: 'Services', to: '/operator/services' },
    ],
  },
  {
    name: 'Host',
    pages: [
      { name: 'Audit log', to: '/operator/audit' },
      { name: 'Keys', to: '/operator/keys' },
      { name: 'Mail', to: '/operator/mails' },
      { name: 'Settings', to: '/operator/settings' },
    ],
  },
];

/** The part that the page which is shown belongs to. */
export function useArea(): OperatorArea | undefined {
  const { pathname } = useLocation();
  const path = pathname.replace(/(?<=.)\/$/, '');
  return operatorAreas.find(({ pages }) =>
    pages.some(({ to, isExact }) => path === to || (!isExact && path.startsWith(`${to}/`))),
  );
}
