import { actionsIn, type Grant, goesOnWhileSuspended, ok } from '@kontor/core';
import { kontorEndpoints, type Team } from '@kontor/protocol/kontor';
import { type Action, teamId } from '@kontor/protocol/vocabulary';
import { actorOf, grantOf } from '../http/authorise.ts';
import type { TeamSummary } from '../http/principal.ts';
import { type PersonCaller, type Route, route, type TeamCaller } from '../http/route.ts';
import type { Mailbox } from '../mail/mailbox.ts';
import type { Database } from '../postgres/database.ts';
import type { Sql } from '../postgres/sql.ts';
import type { RecordEvent } from './record-event.ts';
import { createTeam, updateTeam } from './team-changes.ts';
import { teamStoreOn } from './team-store.ts';

export type PeopleRoutesPorts = {
  readonly database: Pick<Database, 'read' | 'transact'>;
  readonly recordEvent: RecordEvent;
  readonly mailbox: Mailbox;
  /** The host's public address. */
  readonly url: string;
  readonly now: () => Date;
  /** Who may put a team on a test clock: its owners, or only those who run this host too. */
  readonly testClocks: TestClockMakers;
  /** Makes a committed change of people and tokens count at once in this process. */
  readonly forget: () => void;
};

type TestClockMakers = 'owners' | 'operators';
/** What a team's actions are told with: on most hosts not every owner may do all that the role allows. */
type Viewer = { readonly isOperator: boolean; readonly testClocks: TestClockMakers };

/** Teams: who belongs to which, and what they are called. */
export function teamRoutes(ports: PeopleRoutesPorts): readonly Route[] {
  const { forget, testClocks } = ports;
  return [
    route(kontorEndpoints.listTeams, async ({ caller }) => {
      const teams = await teamsOf(ports, caller);
      return ok({ status: 200, body: { teams } });
    }),
    route(kontorEndpoints.createTeam, async ({ caller, body }) => {
      const created = await createTeam(
        ports,
        { userId: caller.userId, actor: actorOf(caller) },
        body,
      );
      if (!created.ok) return created;
      forget();
      const viewer = { isOperator: caller.isOperator, testClocks };
      const team = teamView(created.value, { role: 'owner' }, viewer);
      return ok({ status: 201, body: { team } });
    }),
    route(kontorEndpoints.getTeam, async ({ caller }) => {
      return ok({ status: 200, body: { team: viewFor(ports, caller, caller.team) } });
    }),
    route(kontorEndpoints.updateTeam, async ({ caller, body }) => {
      const { team, actor } = caller;
      const renamed = await updateTeam(ports, { ...body, team, actor });
      if (!renamed.ok) return renamed;
      forget();
      return ok({ status: 200, body: { team: viewFor(ports, caller, renamed.value) } });
    }),
  ];
}

/** The teams of a person, or the one that their token is limited to. */
export async function teamsOf(
  { database, testClocks }: Pick<PeopleRoutesPorts, 'testClocks'> & { database: { read: Sql } },
  {
    userId,
    limits,
    mandate,
    isOperator,
  }: Pick<PersonCaller, 'userId' | 'limits' | 'mandate' | 'isOperator'>,
): Promise<Team[]> {
  const memberships = await teamStoreOn(database.read).listMemberships(userId);
  return memberships
    .filter(({ team }) => limits === undefined || limits.teamId === team.id)
    .map(({ team, role }) =>
      teamView(team, { role, ...grantOf(mandate) }, { isOperator, testClocks }),
    );
}

/** A team as it is shown to a member. */
function teamView(team: TeamSummary, grant: Grant, viewer: Viewer): Team {
  return { ...viewOf(team, grant, viewer), role: grant.role };
}

/** The same to whoever calls: machines have a grant and no role. */
function viewFor(
  { testClocks }: Pick<PeopleRoutesPorts, 'testClocks'>,
  { person, grant }: TeamCaller,
  team: TeamSummary,
): Team {
  const viewer = { isOperator: person?.isOperator === true, testClocks };
  return person ? teamView(team, grant, viewer) : viewOf(team, grant, viewer);
}

function viewOf(team: TeamSummary, grant: Grant, viewer: Viewer): Team {
  const isOnClock = team.testClock instanceof Date;
  const mayUseClock = isOnClock || viewer.testClocks === 'owners' || viewer.isOperator;
  const actions = actionsIn(grant).filter((each) => each !== 'clock:manage' || mayUseClock);
  const [goingOn, withheld] = whileSuspended(team, actions);
  return {
    id: teamId.parse(team.id),
    slug: team.slug,
    name: team.name,
    actions: goingOn,
    createdAt: team.createdAt.toISOString(),
    ...(team.testClock && { testClock: team.testClock.toISOString() }),
    ...(team.suspension && { suspension: { reason: team.suspension, withheld } }),
  };
}

/** Actions that may be done now, and those that wait until the team is resumed. */
function whileSuspended(
  { suspension }: TeamSummary,
  actions: readonly Action[],
): readonly [goingOn: Action[], withheld: Action[]] {
  const goesOn = (action: Action) => !suspension || goesOnWhileSuspended(action, { reads: false });
  return [actions.filter(goesOn), actions.filter((action) => !goesOn(action))];
}
