import { named } from './next-step.ts';
import { withName, withOptions } from './retype.ts';

/**
 * Every next step that a command tells, each as the exact command for what is known: nothing is left
 * to be filled in. A test runs each of them and sees that it gets on.
 */
export const steps = named({
  // the command itself
  showHelp: (...words: string[]) => of('nothing', 'Read how', ...words, '--help'),
  answer: (...options: string[]) => ({
    says: 'Answer it',
    words: (argv: readonly string[]) => withOptions(argv, options),
  }),
  choose: (typed: string, meant: string) => ({
    says: 'Name it',
    words: (argv: readonly string[]) => withName(argv, typed, meant),
  }),
  signIn: () => of('host', 'Sign in', 'login'),

  // teams and projects
  useTeam: (team: string) => of('host', 'Act in it', 'teams', 'use', team),
  createProject: (name: string) => says('Make one', 'projects', 'create', name),

  // from the catalogue to a resource
  browse: () => says('Find something', 'catalog'),
  showListing: (slug: string) => says('Show one', 'catalog', 'show', slug),
  createResource: (product: string) => says('Make one', 'resource', 'create', product),
  showResource: (resource: string) => says('Look at it', 'resource', 'show', resource),
  connect: (resource: string, project: string, ...options: string[]) =>
    says('Connect it', 'connect', resource, project, ...options),
  openConsole: (slug: string) => says('Open it', 'open', slug),

  // what goes on
  followOperation: (id: string) => says('Follow it', 'operations', 'show', id, '--wait'),
  listRunning: () => says('See what runs', 'operations', 'list', '--status', 'running'),
  decide: (approval: string) => says('They decide with', 'approvals', 'show', approval),
  approve: (approval: string) => says('To let it happen', 'approvals', 'approve', approval),
  refuse: (approval: string) => says('To refuse it', 'approvals', 'refuse', approval),

  // environments
  returnToNewest: (...place: string[]) => says('Return', 'env', 'rollback', ...place, '--newest'),

  // desired state
  applyPlan: (plan: string) => says('Apply it', 'apply', plan),
  followPlan: (plan: string) => says('Follow it', 'apply', plan),
  planAgain: () => says('Plan again', 'plan'),

  // money
  payInvoice: (invoice: string) => says('Pay it', 'invoices', 'pay', invoice),
  listInvoices: () => says('Find one', 'invoices', 'list'),
  addPaymentMethod: () => says('Add one there', 'open', 'payment-methods'),
  setLimit: (amount: string, ...subject: string[]) =>
    says('Set one', 'limits', 'set', amount, ...subject),
  removeLimit: (...subject: string[]) => says('Remove it', 'limits', 'remove', ...subject),

  // agents
  createAgent: (agent: string) => says('Let one act for you', 'agents', 'create', agent),
  showAgent: (token: string) => says('What it spends', 'agents', 'show', token),

  // handing over
  acceptTransfer: (code: string) =>
    of('host', 'The other team accepts it with', 'transfer', 'accept', code),
  withdrawTransfer: (id: string) => says('To take it back', 'transfer', 'withdraw', id),

  // providers
  checkIntegration: (slug: string) => says('Try its addresses', 'integrations', 'check', slug),
  replayCall: (integration: string, call: string) =>
    says('Send it again', 'calls', 'replay', integration, call),
  showDelivery: (receiver: string, delivery: string) =>
    says('How it went', 'webhooks', 'show', receiver, delivery),
  showRedeliveries: (receiver: string) =>
    says('How far it is', 'webhooks', 'redeliveries', receiver),
  startMarketplace: () => of('nothing', 'Start one', 'dev', '--', 'npm', 'start'),
  listTrials: () => of('nothing', 'See what is tried', 'check', '--list'),

  // operators
  retryOperation: (id: string) => says('Try one at once', 'admin', 'retry', id),
  reviewListing: (slug: string) => says('Review one', 'admin', 'review', slug),
  approveListing: (slug: string, revision: string) =>
    says('Approve it', 'admin', 'approve', slug, revision),
  listFindings: (reconciliation: string) =>
    says('See what it found', 'admin', 'findings', reconciliation),
  repairFinding: (reconciliation: string, finding: string) =>
    says('Repair one', 'admin', 'repair', reconciliation, finding),

  // time of a team
  createClock: () => says('Make one', 'clock', 'create'),
  showClock: () => says('Look at it', 'clock', 'show'),
});

/** The names of all of them. */
export type StepName = keyof typeof steps;

function says(text: string, ...words: readonly string[]) {
  return { says: text, words };
}

/** One that acts in no team. */
function of(keeps: 'host' | 'nothing', text: string, ...words: readonly string[]) {
  return { says: text, words, keeps };
}
