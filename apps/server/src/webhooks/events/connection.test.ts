import { expect, test } from 'vitest';
import type { Lookups } from '../lookups.ts';
import type { Audience, LoggedEvent } from '../message.ts';
import { connectionWebhooks } from './connection.ts';

const installation = {
  id: 'icfg_1',
  integrationId: 'oac_1',
  kind: 'native',
  isDisabled: false,
  projects: null,
} as const;
const look = {
  installation: async () => installation,
  externalId: async () => 'db_1',
} as unknown as Lookups;
const audience: Audience = {
  hostUrl: 'https://kontor.test',
  team: { id: 'account' },
  user: null,
  idOf: (id) => id,
  installations: [installation],
};
const event: LoggedEvent = {
  id: 'evt_1',
  teamId: 'team_1',
  sequence: 1,
  type: 'resource.disconnected',
  at: new Date(0),
  actor: { kind: 'system' },
  subject: { resource: 'store_1', installation: 'icfg_1' },
  data: {},
};

test('of connections that ended together each is told, with its environments', async () => {
  const from = [
    { project: 'prj_1', environments: ['production'] },
    { project: 'prj_2', environments: ['preview', 'staging'] },
  ];
  const messages = await connectionWebhooks['resource.disconnected']?.(
    { ...event, data: { connections: 2, from } },
    look,
  );

  expect(messages?.map(({ projectId }) => projectId)).toEqual(['prj_1', 'prj_2']);
  expect(messages?.map(({ payload }) => payload(audience))).toMatchObject([
    { installationId: 'icfg_1', project: { id: 'prj_1' }, targets: ['production'] },
    { installationId: 'icfg_1', project: { id: 'prj_2' }, targets: ['preview', 'staging'] },
  ]);
});

test('of what the provider never knew nothing is told', async () => {
  const unknown = { ...look, externalId: async () => undefined };
  const removed = {
    ...event,
    type: 'connection.removed',
    subject: { ...event.subject, project: 'prj_1' },
  };

  expect(await connectionWebhooks['connection.removed']?.(removed, unknown)).toEqual([]);
});
