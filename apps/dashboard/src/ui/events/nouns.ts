import type { EventType } from '@kontor/protocol/vocabulary';

type NounOf<Type extends EventType> = Type extends `${infer Noun}.${string}` ? Noun : never;

/** What events are about, and what many of that are called. */
const nouns: Readonly<Record<NounOf<EventType>, string>> = {
  approval: 'approvals',
  billing: 'rules that buy balances',
  check: 'checks',
  connection: 'connections',
  credit: 'credits',
  deployment: 'deployments',
  'device-login': 'machines that are signed in',
  environment: 'environments',
  finding: 'findings of reconciliation',
  import: 'imports',
  installation: 'installations',
  integration: 'integrations',
  invoice: 'invoices',
  'key-encryption-key': 'keys that wrap others',
  leftover: 'leftovers at providers',
  listing: 'listings',
  mail: 'mails',
  member: 'members',
  operation: 'operations',
  'password-reset': 'new passwords',
  payment: 'payments',
  'payment-method': 'payment methods',
  payout: 'payouts',
  product: 'products',
  project: 'projects',
  purchase: 'purchases',
  resource: 'resources',
  service: 'platforms',
  'service-token': 'tokens of platforms',
  'shared-variable': 'shared variables',
  'signing-key': 'signing keys',
  spend: 'warnings of limits',
  'spend-limit': 'limits',
  sso: 'sign-ons at providers',
  'state-plan': 'plans of files',
  team: 'the team',
  'test-clock': 'test clocks',
  token: 'tokens',
  'top-up': 'top-ups',
  transfer: 'transfers',
  usage: 'reports of usage',
  variable: 'variables',
  webhook: 'webhooks',
};

/** Everything about a noun, to be chosen. */
export const aboutNouns = Object.entries(nouns)
  .map(([noun, many]) => ({ value: `${noun}.*`, label: `Anything about ${many}` }))
  .toSorted((one, other) => one.label.localeCompare(other.label));
