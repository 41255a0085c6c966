import { alone, type CommandEntry, lists, removes } from './entry.ts';

/** Who works here, and what happens. */
export const teamCommands: readonly CommandEntry[] = [
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
  alone('check', async () => (await import('./check/check.ts')).check),
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
  alone('schema', async () => (await import('./schema/schema.ts')).showSchema),
  alone('completion', async () => (await import('./completion/completion.ts')).completion),
];
