import { ok } from '@kontor/core';
import { restEndpoints } from '@kontor/protocol/rest';
import { type Route, route } from '../http/route.ts';
import { teamStoreOn } from '../people/team-store.ts';
import type { Sql } from '../postgres/sql.ts';

/** Who a client of the protocol works for. @see spec/platform-api.md §4.3 */
export function restUserRoutes({ read }: { readonly read: Sql }): readonly Route[] {
  return [
    route(restEndpoints.getAuthUser, async ({ caller }) => {
      const { userId, email, name, limits } = caller;
      const defaultTeamId = limits?.teamId ?? (await teamStoreOn(read).findFirstTeam(userId));
      const user = {
        limited: true,
        id: userId,
        email,
        name,
        // people have no other name that is theirs alone
        username: email,
        avatar: null,
        defaultTeamId: defaultTeamId ?? null,
        version: 'northstar',
      } as const;
      return ok({ status: 200, body: { user } });
    }),
  ];
}
