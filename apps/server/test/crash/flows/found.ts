import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import type { Stage } from '../../world/story.ts';

/** What of a subject the log of a team tells, oldest first. */
export async function logOf(
  { owner, team }: Stage,
  types: readonly string[],
): Promise<readonly string[]> {
  const { body } = await owner.api(k.listEvents, { params: { team }, query: { limit: 100 } });
  return body.events
    .map(({ type }) => type)
    .filter((type) => types.includes(type))
    .reverse();
}

export const resourcesOf = async ({ owner, team }: Stage) =>
  (await owner.api(k.listTeamResources, { params: { team } })).body.resources;

export const installationsOf = async ({ owner, team }: Stage) =>
  (await owner.api(k.listInstallations, { params: { team } })).body.installations;

export async function booksOf({ owner }: Stage) {
  const { body } = await owner.api(k.verifyLedger, {});
  return { isSound: body.isSound, sum: body.sum };
}

export const sound = { isSound: true, sum: '0.00' };
