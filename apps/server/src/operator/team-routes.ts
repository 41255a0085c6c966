import { ok, refuse } from '@kontor/core';
import { kontorEndpoints, type OperatedTeam } from '@kontor/protocol/kontor';
import { actorOf } from '../http/authorise.ts';
import { type PersonCaller, type Route, route } from '../http/route.ts';
import type { RecordEvent } from '../people/record-event.ts';
import type { Database } from '../postgres/database.ts';
import {
  findOperatedTeam,
  listInstalled,
  listOperatedTeams,
  listPeople,
  readMoney,
} from './operated-teams.ts';

export type OperatedTeamRoutesPorts = {
  readonly database: Pick<Database, 'read' | 'transact'>;
  readonly recordEvent: RecordEvent;
  readonly now: () => Date;
  /** Makes a suspension count at once in this process. */
  readonly forget: () => void;
};

/** The teams of the host, for those who run it. */
export function operatedTeamRoutes(ports: OperatedTeamRoutesPorts): readonly Route[] {
  const { database, now } = ports;
  const { read } = database;

  /** Suspends a team for a reason, or resumes it without one. What is so already leaves no event. */
  async function change(named: string, caller: PersonCaller, reason: string | null) {
    const found = await findOperatedTeam(read, named);
    if (found === undefined) return noSuchTeam(named);
    await database.transact(async (sql) => {
      const changed = await sql(reason === null ? RESUME : SUSPEND, [
        found.id,
        ...(reason === null ? [] : [reason, now(), caller.userId]),
      ]);
      if (changed.length === 0) return;
      await ports.recordEvent(sql, {
        teamId: found.id,
        type: reason === null ? 'team.resumed' : 'team.suspended',
        actor: actorOf(caller),
        subject: { team: found.id },
        data: reason === null ? {} : { reason },
      });
    });
    ports.forget();
    const team = (await findOperatedTeam(read, found.id)) ?? found;
    return ok({ status: 200 as const, body: { team } });
  }

  return [
    route(kontorEndpoints.listOperatedTeams, async ({ query }) =>
      ok({ status: 200, body: { teams: await listOperatedTeams(read, query) } }),
    ),
    route(kontorEndpoints.getOperatedTeam, async ({ params }) => {
      const team: OperatedTeam | undefined = await findOperatedTeam(read, params.team);
      if (team === undefined) return noSuchTeam(params.team);
      const [people, installed, money] = await Promise.all([
        listPeople(read, team.id),
        listInstalled(read, team.id),
        readMoney(read, team.id, now()),
      ]);
      return ok({ status: 200, body: { team, people, installed, money } });
    }),
    route(kontorEndpoints.suspendTeam, ({ params, caller, body }) =>
      change(params.team, caller, body.reason),
    ),
    route(kontorEndpoints.resumeTeam, ({ params, caller }) => change(params.team, caller, null)),
  ];
}

const SUSPEND = `
  insert into team_suspension as s (team_id, reason, since, suspended_by) values ($1, $2, $3, $4)
  on conflict (team_id) do update set reason = excluded.reason where s.reason <> excluded.reason
  returning team_id`;
const RESUME = 'delete from team_suspension where team_id = $1 returning team_id';

function noSuchTeam(named: string) {
  return refuse('team_not_found', `There is no team '${named}'.`);
}
