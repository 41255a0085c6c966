import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../root-route.tsx';
import { word } from '../../ui/search-word.ts';

/** The pages of those who run the host, beside the teams. */
export const operatorRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/operator',
  component: lazyRouteComponent(() => import('./operator-shell.tsx'), 'OperatorShell'),
});

export const operatorRoutes = [
  createRoute({
    getParentRoute: () => operatorRoute,
    path: '/',
    component: lazyRouteComponent(() => import('./open-invoices-page.tsx'), 'OpenInvoicesPage'),
  }),
  createRoute({
    getParentRoute: () => operatorRoute,
    path: 'health',
    validateSearch: ({ hours }): { readonly hours?: number | undefined } => ({
      hours: typeof hours === 'number' && hours > 0 ? hours : undefined,
    }),
    component: lazyRouteComponent(() => import('./health-page.tsx'), 'HealthPage'),
  }),
  createRoute({
    getParentRoute: () => operatorRoute,
    path: 'operations',
    validateSearch: ({ integration }): { readonly integration?: string | undefined } => ({
      integration: word(integration),
    }),
    component: lazyRouteComponent(() => import('./unfinished-page.tsx'), 'UnfinishedPage'),
  }),
  createRoute({
    getParentRoute: () => operatorRoute,
    path: 'reconciliation',
    validateSearch: ({ report }): { readonly report?: string | undefined } => ({
      report: word(report),
    }),
    component: lazyRouteComponent(() => import('./reconciliation-page.tsx'), 'ReconciliationPage'),
  }),
  createRoute({
    getParentRoute: () => operatorRoute,
    path: 'ledger',
    component: lazyRouteComponent(() => import('./ledger-page.tsx'), 'LedgerPage'),
  }),
  createRoute({
    getParentRoute: () => operatorRoute,
    path: 'entries',
    validateSearch: ({ team, account, from, to }): EntrySearch => ({
      team: word(team),
      account: word(account),
      from: day(from),
      to: day(to),
    }),
    component: lazyRouteComponent(() => import('./entries-page.tsx'), 'EntriesPage'),
  }),
  createRoute({
    getParentRoute: () => operatorRoute,
    path: 'payouts',
    component: lazyRouteComponent(() => import('./payouts-page.tsx'), 'PayoutsPage'),
  }),
  createRoute({
    getParentRoute: () => operatorRoute,
    path: 'disputes',
    component: lazyRouteComponent(() => import('./disputes-page.tsx'), 'DisputesPage'),
  }),
  createRoute({
    getParentRoute: () => operatorRoute,
    path: 'teams',
    validateSearch: ({ search, suspended }): TeamSearch => ({
      search: word(search),
      suspended: suspended === 'true' || suspended === 'false' ? suspended : undefined,
    }),
    component: lazyRouteComponent(() => import('./teams-page.tsx'), 'TeamsPage'),
  }),
  createRoute({
    getParentRoute: () => operatorRoute,
    path: 'teams/$operated',
    component: lazyRouteComponent(() => import('./team-page.tsx'), 'TeamPage'),
  }),
  createRoute({
    getParentRoute: () => operatorRoute,
    path: 'services',
    component: lazyRouteComponent(() => import('./services-page.tsx'), 'ServicesPage'),
  }),
  createRoute({
    getParentRoute: () => operatorRoute,
    path: 'mails',
    validateSearch: ({ state }): MailSearch => ({
      state: state === 'waiting' || state === 'sent' ? state : undefined,
    }),
    component: lazyRouteComponent(() => import('./mails-page.tsx'), 'MailsPage'),
  }),
  createRoute({
    getParentRoute: () => operatorRoute,
    path: 'settings',
    component: lazyRouteComponent(() => import('./settings-page.tsx'), 'SettingsPage'),
  }),
  createRoute({
    getParentRoute: () => operatorRoute,
    path: 'keys',
    component: lazyRouteComponent(() => import('./keys-page.tsx'), 'KeysPage'),
  }),
  createRoute({
    getParentRoute: () => operatorRoute,
    path: 'listings',
    validateSearch: ({ state }): { readonly state?: string | undefined } => ({
      state: word(state),
    }),
    component: lazyRouteComponent(() => import('./listings-page.tsx'), 'ListingsPage'),
  }),
  createRoute({
    getParentRoute: () => operatorRoute,
    path: 'listings/$integration',
    component: lazyRouteComponent(() => import('./listing-page.tsx'), 'ListingPage'),
  }),
  createRoute({
    getParentRoute: () => operatorRoute,
    path: 'audit',
    validateSearch: ({ team, type, actor, subject }): AuditSearch => ({
      team: word(team),
      type: word(type),
      actor: word(actor),
      subject: word(subject),
    }),
    component: lazyRouteComponent(() => import('./audit-page.tsx'), 'AuditPage'),
  }),
] as const;

/** What the entries of the ledger are narrowed to; days in UTC. */
export type EntrySearch = {
  readonly team?: string | undefined;
  readonly account?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
};

/** Which mail is shown; what failed, unless told. */
export type MailSearch = { readonly state?: 'failed' | 'waiting' | 'sent' | undefined };

/** Which teams are shown. */
export type TeamSearch = {
  readonly search?: string | undefined;
  readonly suspended?: 'true' | 'false' | undefined;
};

/** What the log of all teams is narrowed to. */
export type AuditSearch = {
  readonly team?: string | undefined;
  readonly type?: string | undefined;
  readonly actor?: string | undefined;
  readonly subject?: string | undefined;
};

function day(value: unknown): string | undefined {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? value : undefined;
}
