import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { type ServiceScope, serviceScope } from '@kontor/protocol/vocabulary';
import { type Api, createApi } from '../world/api-client.ts';
import type { World } from '../world/world.ts';

let count = 0;

/** A platform beside the host of a world, with a token of its service. */
export async function platformBeside(
  world: World,
  {
    scopes = serviceScope.options,
    signsPeopleIn = false,
  }: { scopes?: readonly ServiceScope[]; signsPeopleIn?: boolean } = {},
) {
  count += 1;
  const made = await world.owner.api(k.createService, {
    body: { name: `Platform ${count}`, signsPeopleIn },
  });
  const { id } = made.body.service;
  const token = await tokenOf(world, id, scopes);
  const { api } = token;
  return { id, api, token, ...callsOf(api) };
}

export async function tokenOf(
  world: World,
  service: string,
  scopes: readonly ServiceScope[],
  more: { expiresAt?: string } = {},
) {
  const params = { service };
  const body = { name: 'first', scopes, ...more };
  const { body: shown, error } = await world.owner.api(k.createServiceToken, { params, body });
  if (error !== undefined) throw new Error(JSON.stringify(error));
  return { ...shown.token, secret: shown.secret, api: createApi(world.url, shown.secret) };
}

function callsOf(api: Api) {
  return {
    team: (externalTeam: string, body: object = { name: externalTeam }) =>
      api(k.putProvisionedTeam, { params: { externalTeam }, body }),
    member: (externalTeam: string, externalUser: string, body: object) =>
      api(k.putProvisionedMember, { params: { externalTeam, externalUser }, body }),
    removeMember: (externalTeam: string, externalUser: string) =>
      api(k.deleteProvisionedMember, { params: { externalTeam, externalUser } }),
    project: (externalTeam: string, externalProject: string, name: string) =>
      api(k.putProvisionedProject, { params: { externalTeam, externalProject }, body: { name } }),
    actAs: (externalTeam: string, externalUser: string, body?: object) =>
      api(k.createDelegatedToken, {
        params: { externalTeam, externalUser },
        ...(body && { body }),
      }),
    events: (after = 0, limit = 100) => api(k.listServiceEvents, { query: { after, limit } }),
  };
}
