import { type CommandEntry, lists, removes } from './entry.ts';

/** What keeps a host going. */
export const operatorCommands: readonly CommandEntry[] = [
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
  {
    words: ['admin', 'health'],
    summary: 'Tell how each provider has been answering.',
    load: async () => (await import('./admin/health.ts')).showHealth,
  },
  {
    words: ['admin', 'operations'],
    summary: 'List operations of all teams that do not end.',
    load: async () => (await import('./admin/operations.ts')).listUnfinished,
  },
  {
    words: ['admin', 'retry'],
    summary: 'Have an operation tried again at once.',
    load: async () => (await import('./admin/operations.ts')).retryOperation,
  },
  {
    words: ['admin', 'give-up'],
    summary: 'End an operation as failed.',
    load: async () => (await import('./admin/operations.ts')).giveUpOperation,
  },
  {
    words: ['admin', 'reconcile'],
    summary: 'Compare the host with its providers and their bills.',
    load: async () => (await import('./admin/reconcile.ts')).reconcile,
  },
  {
    words: ['admin', 'reconciliations'],
    summary: 'List such comparisons, or show one.',
    load: async () => (await import('./admin/reconcile.ts')).listReconciliations,
  },
  {
    words: ['admin', 'findings'],
    summary: 'List what a comparison found, and what can be done about it.',
    load: async () => (await import('./admin/findings.ts')).listFindings,
  },
  {
    words: ['admin', 'repair'],
    summary: 'Repair a finding, if it is still as it was found.',
    load: async () => (await import('./admin/findings.ts')).repairFinding,
  },
  {
    words: ['admin', 'rotate-key'],
    summary: 'Bring in a new key that signs tokens.',
    load: async () => (await import('./admin/keys.ts')).rotateSigningKey,
  },
  {
    words: ['admin', 'signing-keys'],
    summary: 'List the keys that sign tokens, and when each ends.',
    load: async () => (await import('./admin/keys.ts')).listSigningKeys,
  },
  {
    words: ['admin', 'keys'],
    summary: 'List the keys that wrap data keys, and how far re-wrapping is.',
    load: async () => (await import('./admin/keys.ts')).listKeyEncryptionKeys,
  },
  {
    words: ['admin', 'mails'],
    summary: 'List mail that could not be sent.',
    load: async () => (await import('./admin/mails.ts')).listMails,
  },
  {
    words: ['admin', 'resend'],
    summary: 'Have a mail that failed sent again.',
    load: async () => (await import('./admin/mails.ts')).sendMailAgain,
  },
  {
    words: ['admin', 'settings'],
    summary: 'Tell what the host is started with, and what is off.',
    load: async () => (await import('./admin/settings.ts')).showSettings,
  },
  {
    words: ['admin', 'add-key'],
    summary: 'Add a key that is to wrap data keys.',
    load: async () => (await import('./admin/keys.ts')).addKeyEncryptionKey,
  },
  {
    words: ['admin', 'rewrap'],
    summary: 'Have every data key wrapped by the newest key.',
    load: async () => (await import('./admin/keys.ts')).rewrapDataKeys,
  },
  {
    words: ['admin', 'permissions'],
    summary: 'Decide what an integration may know of people.',
    load: async () => (await import('./admin/host.ts')).setPermissions,
  },
  {
    words: ['admin', 'reset-password'],
    summary: 'Make a link by which somebody sets another password.',
    load: async () => (await import('./admin/host.ts')).resetPassword,
  },
  {
    words: ['admin', 'entries'],
    summary: 'List what was booked, over all teams.',
    load: async () => (await import('./admin/entries.ts')).listLedgerEntries,
  },
  {
    words: ['admin', 'settle'],
    summary: 'Tell what became of the money of an invoice.',
    load: async () => (await import('./admin/host.ts')).settleInvoice,
  },
  {
    words: ['admin', 'events'],
    summary: 'List what happened over all teams.',
    load: async () => (await import('./admin/audit.ts')).listAuditEvents,
  },
  {
    words: ['admin', 'audit'],
    summary: 'Tell up to where the logs of all teams were found intact.',
    load: async () => (await import('./admin/audit.ts')).showAudit,
  },
  {
    words: ['admin', 'verify'],
    summary: 'Prove that no event of any team was changed or taken out.',
    load: async () => (await import('./admin/audit.ts')).verifyAudit,
  },
  {
    words: ['admin', 'listings'],
    summary: 'List what is in the catalogue, or on its way.',
    load: async () => (await import('./admin/listings.ts')).listListings,
  },
  {
    words: ['admin', 'review'],
    summary: 'Show what a provider says of its integration, and what changed.',
    load: async () => (await import('./admin/listings.ts')).reviewListing,
  },
  {
    words: ['admin', 'approve'],
    summary: 'Let what was reviewed into the catalogue.',
    load: async () => (await import('./admin/listings.ts')).approveListing,
  },
  {
    words: ['admin', 'refuse'],
    summary: 'Say no to a submission.',
    load: async () => (await import('./admin/listings.ts')).refuseListing,
  },
  {
    words: ['admin', 'unlist'],
    summary: 'Take an integration out of the catalogue.',
    load: async () => (await import('./admin/listings.ts')).unlistIntegration,
  },
  {
    words: ['admin', 'teams'],
    summary: 'List the teams of the host.',
    load: async () => (await import('./admin/teams.ts')).listTeams,
  },
  {
    words: ['admin', 'team'],
    summary: 'Show a team, and how its money stands.',
    load: async () => (await import('./admin/teams.ts')).showTeam,
  },
  {
    words: ['admin', 'suspend'],
    summary: 'Let a team change nothing until it is resumed.',
    load: async () => (await import('./admin/teams.ts')).suspendTeam,
  },
  {
    words: ['admin', 'resume'],
    summary: 'Let a suspended team do everything again.',
    load: async () => (await import('./admin/teams.ts')).resumeTeam,
  },
];
