import { alone, type CommandEntry, lists, removes } from './entry.ts';

/** What is offered, taken and connected. */
export const productCommands: readonly CommandEntry[] = [
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
  {
    words: ['installations', 'plans'],
    summary: 'List the plans that an installation can change to.',
    load: async () => (await import('./installation/plan.ts')).listInstallationPlans,
  },
  {
    words: ['installations', 'plan'],
    summary: 'Change the plan of an installation that is billed as a whole.',
    load: async () => (await import('./installation/plan.ts')).changeInstallationPlan,
  },
  {
    words: ['installations', 'renew'],
    summary: 'Make an installation known to its provider once more.',
    load: async () => (await import('./installation/renew.ts')).renewInstallation,
  },
  {
    words: ['installations', 'import'],
    summary: 'Choose at a provider what to bring along.',
    load: async () => (await import('./installation/import.ts')).importResources,
  },
  {
    words: ['resource', 'plans'],
    summary: 'List the plans that a resource can change to.',
    load: async () => (await import('./resource/list-plans.ts')).listResourcePlans,
  },
  {
    words: ['resource', 'flags'],
    summary: 'List the flags and experiments of a resource.',
    load: async () => (await import('./resource/flags.ts')).listFlags,
  },
  {
    words: ['resource', 'sync-flags'],
    summary: 'Say whether connected projects read flag values from the host.',
    load: async () => (await import('./resource/flags.ts')).syncFlags,
  },
  alone('guide', async () => (await import('./guide/guide.ts')).showGuide),
  alone('logs', async () => (await import('./logs/logs.ts')).showLogs),
];
