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
  {
    words: ['hosts', 'show'],
    summary: 'Tell what answers at an address.',
    load: async () => (await import('./host/show.ts')).showHost,
  },
  {
    words: ['teams', 'create'],
    summary: 'Make a team.',
    load: async () => (await import('./team/create.ts')).createTeam,
  },
  {
    words: ['teams', 'edit'],
    summary: 'Give the team another name.',
    load: async () => (await import('./team/create.ts')).editTeam,
  },
  {
    words: ['members', 'list'],
    ...lists,
    summary: 'List who is in the team.',
    load: async () => (await import('./member/members.ts')).listMembers,
  },
  {
    words: ['members', 'add'],
    summary: 'Take somebody who has an account into the team.',
    load: async () => (await import('./member/members.ts')).addMember,
  },
  {
    words: ['members', 'role'],
    summary: 'Change what a member may do.',
    load: async () => (await import('./member/members.ts')).changeRole,
  },
  {
    words: ['members', 'remove'],
    ...removes,
    summary: 'Take a member out of the team.',
    load: async () => (await import('./member/members.ts')).removeMember,
  },
  {
    words: ['invitations', 'list'],
    ...lists,
    summary: 'List who was asked and has not come yet.',
    load: async () => (await import('./member/invitations.ts')).listInvitations,
  },
  {
    words: ['invitations', 'create'],
    summary: 'Ask somebody into the team.',
    load: async () => (await import('./member/invitations.ts')).createInvitation,
  },
  {
    words: ['invitations', 'delete'],
    ...removes,
    summary: 'Take an invitation back.',
    load: async () => (await import('./member/invitations.ts')).deleteInvitation,
  },
  {
    words: ['projects', 'delete'],
    ...removes,
    summary: 'Delete a project.',
    load: async () => (await import('./project/delete.ts')).deleteProject,
  },
  {
    words: ['projects', 'connections'],
    summary: 'List what a project is connected to.',
    load: async () => (await import('./project/list-connections.ts')).listProjectConnections,
  },
  {
    words: ['projects', 'plans'],
    summary: 'List what was planned for a project.',
    load: async () => (await import('./state/list-plans.ts')).listStatePlans,
  },
  {
    words: ['events', 'verify'],
    summary: 'Prove that no event was changed or taken out.',
    load: async () => (await import('./event/verify.ts')).verifyEvents,
  },
  {
    words: ['sessions', 'list'],
    ...lists,
    summary: 'List the browsers that you are signed in with.',
    load: async () => (await import('./account/sessions.ts')).listSessions,
  },
  {
    words: ['sessions', 'end'],
    summary: 'Sign one browser out.',
    load: async () => (await import('./account/sessions.ts')).endSession,
  },
  {
    words: ['sessions', 'end-all'],
    summary: 'Sign all browsers out.',
    load: async () => (await import('./account/sessions.ts')).endSessions,
  },
  {
    words: ['passkeys', 'list'],
    ...lists,
    summary: 'List your passkeys.',
    load: async () => (await import('./account/passkeys.ts')).listPasskeys,
  },
  {
    words: ['passkeys', 'rename'],
    summary: 'Give a passkey another name.',
    load: async () => (await import('./account/passkeys.ts')).renamePasskey,
  },
  {
    words: ['passkeys', 'remove'],
    ...removes,
    summary: 'Have a passkey sign nobody in any more.',
    load: async () => (await import('./account/passkeys.ts')).removePasskey,
  },
  alone('schema', async () => (await import('./schema/schema.ts')).showSchema),
  alone('completion', async () => (await import('./completion/completion.ts')).completion),
];
