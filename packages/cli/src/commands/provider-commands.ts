import { type CommandEntry, lists } from './entry.ts';

/** What a team does as a provider. */
export const providerCommands: readonly CommandEntry[] = [
  {
    words: ['integrations', 'list'],
    ...lists,
    summary: 'List what the team publishes.',
    load: async () => (await import('./integration/integrations.ts')).listIntegrations,
  },
  {
    words: ['integrations', 'show'],
    summary: 'Show an integration of the team.',
    load: async () => (await import('./integration/integrations.ts')).showIntegration,
  },
  {
    words: ['integrations', 'create'],
    summary: 'Register an integration, and print its client secret, this once.',
    load: async () => (await import('./integration/integrations.ts')).createIntegration,
  },
  {
    words: ['integrations', 'edit'],
    summary: 'Change the settings of an integration.',
    load: async () => (await import('./integration/integrations.ts')).editIntegration,
  },
  {
    words: ['integrations', 'product'],
    summary: 'Make or replace a product.',
    load: async () => (await import('./integration/integrations.ts')).putProduct,
  },
  {
    words: ['integrations', 'check-form'],
    summary: 'Tell what is wrong with the form of a product.',
    load: async () => (await import('./integration/integrations.ts')).checkForm,
  },
  {
    words: ['integrations', 'check'],
    summary: 'Try the addresses of an integration.',
    load: async () => (await import('./integration/check.ts')).checkIntegration,
  },
  {
    words: ['integrations', 'publish'],
    summary: 'Put an integration into the catalogue.',
    load: async () => (await import('./integration/integrations.ts')).publishIntegration,
  },
  {
    words: ['integrations', 'withdraw'],
    summary: 'Take an integration out of the catalogue.',
    load: async () => (await import('./integration/integrations.ts')).withdrawIntegration,
  },
  {
    words: ['integrations', 'rotate-secret'],
    summary: 'Make a new client secret, and print it, this once.',
    load: async () => (await import('./integration/integrations.ts')).rotateClientSecret,
  },
  {
    words: ['calls', 'list'],
    ...lists,
    summary: 'List requests between host and provider.',
    load: async () => (await import('./call/calls.ts')).listCalls,
  },
  {
    words: ['calls', 'show'],
    summary: 'Show one request with what was sent and came back.',
    load: async () => (await import('./call/calls.ts')).showCall,
  },
  {
    words: ['calls', 'export'],
    summary: 'Make of recorded calls a script for kontor dev --replay.',
    load: async () => (await import('./call/export-calls.ts')).exportCalls,
  },
  {
    words: ['calls', 'replay'],
    summary: 'Send a request to the provider once more.',
    load: async () => (await import('./call/calls.ts')).replayCall,
  },
  {
    words: ['integrations', 'installations'],
    summary: 'List who has installed an integration.',
    load: async () => (await import('./integration/installed.ts')).listInstalled,
  },
  {
    words: ['integrations', 'installation'],
    summary: 'Show one of its installations.',
    load: async () => (await import('./integration/installed.ts')).showInstalled,
  },
  {
    words: ['integrations', 'resources'],
    summary: 'List the resources of one of its installations.',
    load: async () => (await import('./integration/installed.ts')).listInstalledResources,
  },
  {
    words: ['integrations', 'usage'],
    summary: 'Show what was reported of one of its installations.',
    load: async () => (await import('./integration/installed.ts')).listInstalledUsage,
  },
  {
    words: ['integrations', 'used'],
    summary: 'Show what all installations of an integration used, by day, week or month.',
    load: async () => (await import('./integration/used.ts')).showUsed,
  },
  {
    words: ['integrations', 'used-by'],
    summary: 'List what each installation of an integration has used.',
    load: async () => (await import('./integration/used.ts')).listUsed,
  },
  {
    words: ['integrations', 'invoices'],
    summary: 'List the invoices that an integration has sent.',
    load: async () => (await import('./integration/earned.ts')).listSent,
  },
  {
    words: ['integrations', 'earnings'],
    summary: 'Tell what an integration is owed and was paid.',
    load: async () => (await import('./integration/earned.ts')).showEarnings,
  },
  {
    words: ['integrations', 'ledger'],
    summary: 'List what changed what an integration is owed.',
    load: async () => (await import('./integration/earned.ts')).listEntries,
  },
];
