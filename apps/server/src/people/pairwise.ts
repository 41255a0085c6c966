import { createHmac, createSecretKey } from 'node:crypto';
import type { TeamMember, TeamStore } from './team-store.ts';

/** Hex digits of a pairwise id: 128 bits. */
const ID_LENGTH = 32;

/**
 * Names teams and people towards providers: hex, as the protocol asks, and different for each
 * integration, so that two providers cannot find out that they have a customer in common.
 *
 * @see spec/concepts.md — C5, and spec/partner-api.md §3.1
 */
export type PairwiseIds = {
  readonly accountIdFor: (teamId: string, integrationId: string) => string;
  readonly userIdFor: (userId: string, integrationId: string) => string;
  /** The id of a person that every integration knows them by which may know it. */
  readonly globalUserIdFor: (userId: string) => string;
  /** The member of a team whom a provider knows by `memberId`; undefined when there is none. */
  readonly findMember: (
    teamId: string,
    integrationId: string,
    memberId: string,
  ) => Promise<TeamMember | undefined>;
};

type Ports = { readonly secret: Uint8Array; readonly teams: Pick<TeamStore, 'listMembers'> };

export function createPairwiseIds({ secret, teams }: Ports): PairwiseIds {
  // of bytes that are no key yet Node takes longer to find that out than to sign with them
  const key = createSecretKey(secret);
  const derive = (kind: 'account' | 'user', id: string, integrationId: string) =>
    createHmac('sha256', key)
      .update(`${kind}:${id}:${integrationId}`)
      .digest('hex')
      .slice(0, ID_LENGTH);
  const userIdFor = (userId: string, integrationId: string) =>
    derive('user', userId, integrationId);
  return {
    accountIdFor: (teamId, integrationId) => derive('account', teamId, integrationId),
    userIdFor,
    globalUserIdFor: (userId) => derive('user', userId, 'every integration'),
    findMember: async (teamId, integrationId, memberId) => {
      const members = await teams.listMembers(teamId);
      return members.find(({ userId }) => userIdFor(userId, integrationId) === memberId);
    },
  };
}
