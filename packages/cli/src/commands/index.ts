import type { AnyCommand } from '../command.ts';

/** Where a command is, and the sentence that says what it achieves. The rest is loaded when it is reached. */
export type CommandEntry = {
  /** What is typed: a noun and a verb, one word alone, or a noun, what it has, and a verb. */
  readonly words: readonly [string] | readonly [string, string] | readonly [string, string, string];
  readonly aliases?: readonly string[];
  readonly summary: string;
  readonly load: () => Promise<AnyCommand>;
};

/** What the first words mean. A word that is a command itself takes its summary from here too. */
export const nouns: Readonly<
  Record<string, { readonly summary: string; readonly aliases: readonly string[] }>
> = {
  login: { summary: 'Sign in to a host.', aliases: [] },
  logout: { summary: 'Sign out, and revoke the token that was stored.', aliases: [] },
  whoami: { summary: 'Tell who you are to the host.', aliases: [] },
  hosts: { summary: 'See the hosts you are signed in to, and choose one.', aliases: ['host'] },
  doctor: { summary: 'Find out what is wrong, and what to do about it.', aliases: [] },
  catalog: { summary: 'Find what can be installed.', aliases: [] },
  plans: { summary: 'Ask a provider what a product costs now.', aliases: [] },
  install: { summary: 'Install an integration for the team.', aliases: [] },
  installations: { summary: 'List the installations of the team.', aliases: [] },
  uninstall: { summary: 'Uninstall an integration, with all its resources.', aliases: [] },
  resource: { summary: 'Provision resources and see how they are.', aliases: ['resources'] },
  connect: { summary: 'Connect a resource to a project.', aliases: [] },
  disconnect: { summary: 'Take a resource out of a project.', aliases: [] },
  connections: { summary: 'List the projects a resource is connected to.', aliases: [] },
  plan: { summary: 'Plan what a file says that a project should have.', aliases: [] },
  apply: { summary: 'Do what a plan says, once.', aliases: [] },
  export: { summary: 'Write the file of what a project has.', aliases: [] },
  env: { summary: 'Read environments, and keep what projects share.', aliases: [] },
  run: { summary: 'Run a command with the variables of an environment.', aliases: [] },
  deployment: {
    summary: 'Announce deployments, and see what they wait for.',
    aliases: ['deployments'],
  },
  invoices: { summary: 'See what the team is billed for.', aliases: ['invoice'] },
  billing: { summary: 'See and say whom invoices are addressed to.', aliases: [] },
  credits: { summary: 'See and grant what a team need not pay.', aliases: ['credit'] },
  commission: { summary: "Set the operator's share of what an integration bills.", aliases: [] },
  payouts: { summary: 'See what is due to providers, as an operator.', aliases: ['payout'] },
  ledger: { summary: 'Prove the books of the host, as an operator.', aliases: [] },
  payments: { summary: 'See every try to move money.', aliases: ['payment'] },
  disputes: { summary: 'See what banks want back, as an operator.', aliases: ['dispute'] },
  'payment-methods': { summary: 'Say what the team pays with.', aliases: ['payment-method'] },
  usage: { summary: 'See what was used and is owed so far.', aliases: [] },
  limits: { summary: 'Say what a month may cost at most.', aliases: ['limit'] },
  clock: { summary: 'Move the time by which the team is billed, for tests.', aliases: [] },
  balance: { summary: 'Buy balances, and see what is left of them.', aliases: ['balances'] },
  open: { summary: "Open a provider's console, signed on.", aliases: [] },
  transfer: { summary: 'Hand something over to another team.', aliases: ['transfers'] },
  projects: { summary: 'See and make projects.', aliases: ['project'] },
  teams: { summary: 'See your teams and choose one.', aliases: ['team'] },
  tokens: { summary: 'Make and revoke tokens.', aliases: ['token'] },
  services: { summary: 'Let platforms provision teams, as an operator.', aliases: ['service'] },
  mcp: { summary: 'Give a coding agent the tools of the host.', aliases: [] },
  operations: { summary: 'Follow what goes on at providers.', aliases: ['operation'] },
  events: { summary: 'Read what happened in the team.', aliases: ['event'] },
  webhooks: { summary: 'Tell others what happens, and see how it went.', aliases: ['webhook'] },
  completion: { summary: 'Print a script that completes commands in a shell.', aliases: [] },
};

/** What a noun has that takes verbs of its own, by both words. */
export const groups: Readonly<Record<string, { readonly summary: string }>> = {
  'env shared': { summary: 'Keep variables that several projects share.' },
};

const lists = { aliases: ['ls'] } as const;
const removes = { aliases: ['rm'] } as const;

/** Every command, in the order of the reference. */
export const commands: readonly CommandEntry[] = [
  alone('login', async () => (await import('./account/login.ts')).login),
  alone('logout', async () => (await import('./account/logout.ts')).logout),
  alone('whoami', async () => (await import('./account/whoami.ts')).whoami),
  {
    words: ['hosts', 'list'],
    ...lists,
    summary: 'List the hosts that you have signed in to.',
    load: async () => (await import('./host/list.ts')).listHosts,
  },
  {
    words: ['hosts', 'use'],
    summary: 'Choose the host that commands go to.',
    load: async () => (await import('./host/use.ts')).useHost,
  },
  alone('doctor', async () => (await import('./doctor/doctor.ts')).doctor),
  alone('catalog', async () => (await import('./catalog/list.ts')).listCatalog),
  {
    words: ['catalog', 'show'],
    summary: 'Show one integration with its products and terms.',
    load: async () => (await import('./catalog/show.ts')).showListing,
  },
  alone('plans', async () => (await import('./catalog/plans.ts')).listPlans),
  alone('install', async () => (await import('./installation/install.ts')).install),
  alone('installations', async () => (await import('./installation/list.ts')).listInstallations),
  alone('uninstall', async () => (await import('./installation/uninstall.ts')).uninstall),
  {
    words: ['resource', 'create'],
    summary: 'Provision a resource, and connect it to a project.',
    load: async () => (await import('./resource/create.ts')).createResource,
  },
  {
    words: ['resource', 'list'],
    ...lists,
    summary: 'List the resources of the team.',
    load: async () => (await import('./resource/list.ts')).listResources,
  },
  {
    words: ['resource', 'show'],
    summary: 'Show one resource and the names of its secrets.',
    load: async () => (await import('./resource/show.ts')).showResource,
  },
  {
    words: ['resource', 'repl'],
    summary: 'Run commands against a resource, where its product takes them.',
    load: async () => (await import('./resource/repl.ts')).replResource,
  },
  {
    words: ['resource', 'plan'],
    summary: 'Change the plan of a resource, or tell what that will cost.',
    load: async () => (await import('./resource/plan.ts')).changeResourcePlan,
  },
  {
    words: ['resource', 'rotate'],
    summary: 'Ask the provider for new secrets of a resource.',
    load: async () => (await import('./resource/rotate.ts')).rotateResource,
  },
  {
    words: ['resource', 'delete'],
    ...removes,
    summary: 'De-provision a resource; its variables leave every project.',
    load: async () => (await import('./resource/delete.ts')).deleteResource,
  },
  alone('connect', async () => (await import('./connection/connect.ts')).connect),
  alone('disconnect', async () => (await import('./connection/disconnect.ts')).disconnect),
  alone('connections', async () => (await import('./connection/list.ts')).listConnections),
  alone('run', async () => (await import('./run/run.ts')).runProgram),
  alone('plan', async () => (await import('./state/plan.ts')).planState),
  alone('apply', async () => (await import('./state/apply.ts')).applyState),
  alone('export', async () => (await import('./state/export.ts')).exportState),
  {
    words: ['env', 'pull'],
    summary: 'Write the variables of an environment into a file.',
    load: async () => (await import('./env/pull.ts')).pullEnvironment,
  },
  {
    words: ['env', 'ls'],
    aliases: ['list'],
    summary: 'List the variables of an environment and where each comes from, without values.',
    load: async () => (await import('./env/list.ts')).listVariables,
  },
  {
    words: ['env', 'history'],
    summary: 'List the versions of an environment, and why each was made.',
    load: async () => (await import('./env/history.ts')).listVersions,
  },
  {
    words: ['env', 'diff'],
    summary: 'Name what was added, removed and changed between two versions.',
    load: async () => (await import('./env/diff.ts')).diffVersions,
  },
  {
    words: ['env', 'rollback'],
    summary: 'Read an earlier version of an environment, or the newest again.',
    load: async () => (await import('./env/roll-back.ts')).rollBackVersion,
  },
  {
    words: ['env', 'shared', 'list'],
    ...lists,
    summary: 'List the variables that projects share, without values.',
    load: async () => (await import('./env/shared/list.ts')).listShared,
  },
  {
    words: ['env', 'shared', 'add'],
    summary: 'Write a variable that several projects share.',
    load: async () => (await import('./env/shared/add.ts')).addShared,
  },
  {
    words: ['env', 'shared', 'edit'],
    summary: 'Change a shared variable in every project that it is linked to.',
    load: async () => (await import('./env/shared/edit.ts')).editShared,
  },
  {
    words: ['env', 'shared', 'link'],
    summary: 'Let a project read a shared variable.',
    load: async () => (await import('./env/shared/link.ts')).linkShared,
  },
  {
    words: ['env', 'shared', 'unlink'],
    summary: 'Take a shared variable out of one project.',
    load: async () => (await import('./env/shared/link.ts')).unlinkShared,
  },
  {
    words: ['env', 'shared', 'remove'],
    ...removes,
    summary: 'Delete a shared variable; it leaves every project.',
    load: async () => (await import('./env/shared/remove.ts')).removeShared,
  },
  {
    words: ['deployment', 'announce'],
    summary: 'Announce a deployment, and pin what it reads.',
    load: async () => (await import('./deployment/announce.ts')).announceDeployment,
  },
  {
    words: ['deployment', 'list'],
    ...lists,
    summary: 'List the newest deployments of a project.',
    load: async () => (await import('./deployment/list.ts')).listDeployments,
  },
  {
    words: ['deployment', 'show'],
    summary: 'Show how a deployment stands and what it waits for.',
    load: async () => (await import('./deployment/show.ts')).showDeployment,
  },
  {
    words: ['deployment', 'cancel'],
    summary: 'Cancel a deployment that is not ready yet.',
    load: async () => (await import('./deployment/cancel.ts')).cancelDeployment,
  },
  {
    words: ['deployment', 'env'],
    summary: 'Print the variables that a deployment reads, with their values.',
    load: async () => (await import('./deployment/env.ts')).readDeploymentEnvironment,
  },
  {
    words: ['deployment', 'remove'],
    ...removes,
    summary: 'Remove a deployment, with what was made for it alone.',
    load: async () => (await import('./deployment/remove.ts')).removeDeployment,
  },
  {
    words: ['invoices', 'list'],
    ...lists,
    summary: 'List the invoices of the team, those of former installations too.',
    load: async () => (await import('./billing/list-invoices.ts')).listInvoices,
  },
  {
    words: ['invoices', 'show'],
    summary: 'Show one invoice with its lines.',
    load: async () => (await import('./billing/show-invoice.ts')).showInvoice,
  },
  {
    words: ['invoices', 'document'],
    summary: 'Save an invoice, or a credit note of it, as a file to keep.',
    load: async () => (await import('./billing/save-document.ts')).saveDocument,
  },
  {
    words: ['invoices', 'explain'],
    summary: 'Say of each line which plan, price and report it came from.',
    load: async () => (await import('./billing/explain-invoice.ts')).explainInvoice,
  },
  {
    words: ['invoices', 'evidence'],
    summary: 'Save everything that an invoice can be recomputed from.',
    load: async () => (await import('./billing/export-evidence.ts')).exportEvidence,
  },
  {
    words: ['invoices', 'verify'],
    summary: 'Recompute an invoice to the cent, also offline from its evidence.',
    load: async () => (await import('./billing/verify-invoice.ts')).verifyInvoice,
  },
  {
    words: ['billing', 'show'],
    summary: "Show whom the team's invoices are addressed to.",
    load: async () => (await import('./billing/show-billing-details.ts')).showBillingDetails,
  },
  {
    words: ['billing', 'set'],
    summary: 'Say whom invoices are addressed to from now on.',
    load: async () => (await import('./billing/set-billing-details.ts')).setBillingDetails,
  },
  {
    words: ['credits', 'list'],
    ...lists,
    summary: 'List the credits of the team, and what is left of them.',
    load: async () => (await import('./money/credits.ts')).listCredits,
  },
  {
    words: ['credits', 'grant'],
    summary: 'Give a team a credit.',
    load: async () => (await import('./money/credits.ts')).grantCredit,
  },
  {
    words: ['commission', 'show'],
    summary: "Show the operator's share of what an integration bills, and what it was.",
    load: async () => (await import('./money/commission.ts')).showCommission,
  },
  {
    words: ['commission', 'set'],
    summary: "Set the operator's share of what an integration bills.",
    load: async () => (await import('./money/commission.ts')).setCommission,
  },
  {
    words: ['payouts', 'list'],
    ...lists,
    summary: 'List what is due to each provider, and what was paid out.',
    load: async () => (await import('./money/ledger.ts')).listPayouts,
  },
  {
    words: ['payouts', 'export'],
    summary: 'Save what became due to providers in a period, and what they were paid.',
    load: async () => (await import('./money/exports.ts')).exportPayouts,
  },
  {
    words: ['payouts', 'record'],
    summary: 'Record that a provider was paid what is due to it.',
    load: async () => (await import('./money/ledger.ts')).recordPayout,
  },
  {
    words: ['ledger', 'verify'],
    summary: 'Prove that the books add up, and print what each kind of account holds.',
    load: async () => (await import('./money/ledger.ts')).verifyLedger,
  },
  {
    words: ['ledger', 'export'],
    summary: 'Save the entries of the books as a file.',
    load: async () => (await import('./money/exports.ts')).exportLedger,
  },
  {
    words: ['ledger', 'open'],
    summary: 'List what is not paid yet, over all teams.',
    load: async () => (await import('./money/ledger.ts')).listOpenInvoices,
  },
  {
    words: ['disputes', 'list'],
    ...lists,
    summary: 'List disputed charges, over all teams.',
    load: async () => (await import('./money/disputes.ts')).listDisputes,
  },
  {
    words: ['disputes', 'decide'],
    summary: 'Let the test bank dispute a charge, or end its dispute.',
    load: async () => (await import('./money/disputes.ts')).decideDispute,
  },
  {
    words: ['invoices', 'export'],
    summary: 'Save the invoices of a period as a file.',
    load: async () => (await import('./money/exports.ts')).exportInvoices,
  },
  {
    words: ['invoices', 'pay'],
    summary: 'Pay an invoice now.',
    load: async () => (await import('./payment/pay-invoice.ts')).payInvoice,
  },
  {
    words: ['invoices', 'payments'],
    summary: 'List every try to move money for an invoice.',
    load: async () => (await import('./payment/list-payments.ts')).listPayments,
  },
  {
    words: ['payments', 'list'],
    ...lists,
    summary: 'List every try to move money, for plans too.',
    load: async () => (await import('./payment/list-payments.ts')).listTeamPayments,
  },
  {
    words: ['payment-methods', 'list'],
    ...lists,
    summary: 'List what the team pays with.',
    load: async () => (await import('./payment/list-methods.ts')).listPaymentMethods,
  },
  {
    words: ['payment-methods', 'add'],
    summary: 'Add a payment method; the first is the default.',
    load: async () => (await import('./payment/add-method.ts')).addPaymentMethod,
  },
  {
    words: ['payment-methods', 'default'],
    summary: 'Let a payment method pay for whatever has none of its own.',
    load: async () => (await import('./payment/make-default.ts')).makeDefaultMethod,
  },
  {
    words: ['payment-methods', 'use'],
    summary: 'Say what an installation is paid with.',
    load: async () => (await import('./payment/choose-method.ts')).choosePaymentMethod,
  },
  {
    words: ['payment-methods', 'remove'],
    ...removes,
    summary: 'Remove a payment method that pays for nothing.',
    load: async () => (await import('./payment/remove-method.ts')).removePaymentMethod,
  },
  alone('usage', async () => (await import('./billing/usage.ts')).showUsage),
  {
    words: ['usage', 'forecast'],
    summary: 'Foretell what the present periods come to at their end.',
    load: async () => (await import('./billing/usage-forecast.ts')).forecastUsage,
  },
  {
    words: ['usage', 'series'],
    summary: 'Show what each day, week or month added to cost and usage.',
    load: async () => (await import('./billing/usage-series.ts')).usageSeries,
  },
  {
    words: ['usage', 'export'],
    summary: 'Print what was reported of each day as CSV or JSON.',
    load: async () => (await import('./billing/usage-export.ts')).exportUsage,
  },
  {
    words: ['limits', 'list'],
    ...lists,
    summary: 'List what a month may cost at most, and what is spent.',
    load: async () => (await import('./limit/list.ts')).listLimits,
  },
  {
    words: ['limits', 'set'],
    summary: 'Limit what the team, a project, an installation or a resource may cost.',
    load: async () => (await import('./limit/set.ts')).setLimit,
  },
  {
    words: ['limits', 'remove'],
    ...removes,
    summary: 'Remove a limit.',
    load: async () => (await import('./limit/remove.ts')).removeLimit,
  },
  {
    words: ['clock', 'create'],
    summary: 'Put the team on a test clock.',
    load: async () => (await import('./clock/create.ts')).createClock,
  },
  {
    words: ['clock', 'show'],
    summary: 'Show where the test clock of the team stands.',
    load: async () => (await import('./clock/show.ts')).showClock,
  },
  {
    words: ['clock', 'advance'],
    summary: 'Move the test clock on, with everything that falls due.',
    load: async () => (await import('./clock/advance.ts')).advanceClock,
  },
  {
    words: ['clock', 'remove'],
    ...removes,
    summary: 'Put the team back on the real time.',
    load: async () => (await import('./clock/remove.ts')).removeClock,
  },
  {
    words: ['balance', 'show'],
    summary: 'Show what is left of prepayments, and what was bought.',
    load: async () => (await import('./balance/show.ts')).showBalances,
  },
  {
    words: ['balance', 'buy'],
    summary: 'Buy a balance under a prepayment.',
    load: async () => (await import('./balance/buy.ts')).buyBalance,
  },
  alone('open', async () => (await import('./open/open.ts')).open),
  {
    words: ['transfer', 'request'],
    summary: 'Make a code with which another team takes over a project and its resources.',
    load: async () => (await import('./transfer/request.ts')).requestTransfer,
  },
  {
    words: ['transfer', 'resource'],
    summary: 'Make a code with which another team takes over a resource without its projects.',
    load: async () => (await import('./transfer/resource.ts')).transferResource,
  },
  {
    words: ['transfer', 'installation'],
    summary: 'Make a code with which another team takes over an installation with its resources.',
    load: async () => (await import('./transfer/installation.ts')).transferInstallation,
  },
  {
    words: ['transfer', 'list'],
    ...lists,
    summary: 'List what the team hands over, and how that has gone.',
    load: async () => (await import('./transfer/list.ts')).listTransfers,
  },
  {
    words: ['transfer', 'withdraw'],
    summary: 'Take a code back that nobody has accepted.',
    load: async () => (await import('./transfer/withdraw.ts')).withdrawTransfer,
  },
  {
    words: ['transfer', 'show'],
    summary: 'Show what the team would take over with a code, and under which plans.',
    load: async () => (await import('./transfer/show.ts')).showTransfer,
  },
  {
    words: ['transfer', 'accept'],
    summary: 'Take over what a code stands for.',
    load: async () => (await import('./transfer/accept.ts')).acceptTransfer,
  },
  {
    words: ['transfer', 'decline'],
    summary: 'Decline what a code stands for, for everybody.',
    load: async () => (await import('./transfer/decline.ts')).declineTransfer,
  },
  {
    words: ['projects', 'list'],
    ...lists,
    summary: 'List the projects of the team.',
    load: async () => (await import('./project/list.ts')).listProjects,
  },
  {
    words: ['projects', 'create'],
    summary: 'Create a project with the environments production, preview and development.',
    load: async () => (await import('./project/create.ts')).createProject,
  },
  {
    words: ['teams', 'list'],
    ...lists,
    summary: 'List the teams you are in.',
    load: async () => (await import('./team/list.ts')).listTeams,
  },
  {
    words: ['teams', 'use'],
    summary: 'Choose the team that commands act in.',
    load: async () => (await import('./team/use.ts')).useTeam,
  },
  {
    words: ['tokens', 'create'],
    summary: 'Create a token and print it, this once.',
    load: async () => (await import('./token/create.ts')).createToken,
  },
  {
    words: ['tokens', 'list'],
    ...lists,
    summary: 'List your tokens, or those of machines.',
    load: async () => (await import('./token/list.ts')).listTokens,
  },
  {
    words: ['tokens', 'revoke'],
    ...removes,
    summary: 'Revoke a token at once.',
    load: async () => (await import('./token/revoke.ts')).revokeToken,
  },
  {
    words: ['services', 'list'],
    ...lists,
    summary: 'List the platforms that may provision teams.',
    load: async () => (await import('./service/list.ts')).listServices,
  },
  {
    words: ['services', 'create'],
    summary: 'Name a platform that may provision teams.',
    load: async () => (await import('./service/create.ts')).createService,
  },
  {
    words: ['services', 'remove'],
    ...removes,
    summary: 'End a service and all its tokens.',
    load: async () => (await import('./service/remove.ts')).removeService,
  },
  {
    words: ['services', 'token'],
    summary: 'Create a token of a service and print it, this once.',
    load: async () => (await import('./service/create-token.ts')).createServiceToken,
  },
  {
    words: ['services', 'tokens'],
    summary: 'List the tokens of a service.',
    load: async () => (await import('./service/list-tokens.ts')).listServiceTokens,
  },
  {
    words: ['services', 'revoke'],
    summary: 'Revoke a token of a service at once.',
    load: async () => (await import('./service/revoke-token.ts')).revokeServiceToken,
  },
  alone('mcp', async () => (await import('./mcp/mcp.ts')).serveMcp),
  {
    words: ['operations', 'list'],
    ...lists,
    summary: 'List the newest operations of the team.',
    load: async () => (await import('./operation/list.ts')).listOperations,
  },
  {
    words: ['operations', 'show'],
    summary: 'Show how an operation stands, or wait for its end.',
    load: async () => (await import('./operation/show.ts')).showOperation,
  },
  {
    words: ['events', 'list'],
    ...lists,
    summary: 'List what happened in the team.',
    load: async () => (await import('./event/list.ts')).listEvents,
  },
  {
    words: ['webhooks', 'list'],
    ...lists,
    summary: 'List who is told by webhook, and what waits for them.',
    load: async () => (await import('./webhook/list.ts')).listWebhooks,
  },
  {
    words: ['webhooks', 'create'],
    summary: 'Make a webhook, and print its secret, this once.',
    load: async () => (await import('./webhook/create.ts')).createWebhook,
  },
  {
    words: ['webhooks', 'delete'],
    ...removes,
    summary: 'Delete a webhook; what waits is not sent any more.',
    load: async () => (await import('./webhook/delete.ts')).deleteWebhook,
  },
  {
    words: ['webhooks', 'deliveries'],
    summary: 'List what a receiver was sent or is to be sent.',
    load: async () => (await import('./webhook/deliveries.ts')).listDeliveries,
  },
  {
    words: ['webhooks', 'show'],
    summary: 'Show a delivery with its body and every attempt.',
    load: async () => (await import('./webhook/show.ts')).showDelivery,
  },
  {
    words: ['webhooks', 'redeliver'],
    summary: 'Send deliveries again.',
    load: async () => (await import('./webhook/redeliver.ts')).redeliver,
  },
  {
    words: ['webhooks', 'test'],
    summary: 'Send a test, to see whether a receiver listens.',
    load: async () => (await import('./webhook/send-test.ts')).testWebhook,
  },
  {
    words: ['webhooks', 'events'],
    summary: 'Catch up with what a receiver was told.',
    load: async () => (await import('./webhook/events.ts')).listWebhookEvents,
  },
  alone('completion', async () => (await import('./completion/completion.ts')).completion),
];

/** A command of one word. */
function alone(word: string, load: CommandEntry['load']): CommandEntry {
  return { words: [word], summary: nouns[word]?.summary ?? '', load };
}
