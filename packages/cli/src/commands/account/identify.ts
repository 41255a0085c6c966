import * as teamEndpoints from '@kontor/protocol/kontor/team';
import * as tokenEndpoints from '@kontor/protocol/kontor/token';
import * as z from 'zod';
import { CliError } from '../../cli-error.ts';
import { exitCode } from '../../exit-code.ts';
import type { Call } from '../../host/endpoint-types.ts';

const { person, teams } = tokenEndpoints.getMe.responses[200].shape;
const caller = {
  /** Null of a machine. */
  person: person.nullable(),
  teams,
};
type Identified = z.output<z.ZodObject<typeof caller>>;

/** What `--json` prints of who one is, where, and which team is acted in. */
export const identified = z.object({ host: z.string(), ...caller, team: z.string().nullable() });

/** Whom a token speaks for. */
export type Identity = {
  /** An e-mail address, or what a machine token is called here. */
  readonly name: string;
  /** The teams it can act in, by slug. */
  readonly teams: readonly string[];
  readonly data: Identified;
};

/**
 * Asks the host whom the token speaks for. A machine has no name there: that its token opens `team`
 * is all there is to know of it.
 */
export async function identify(call: Call, team: string | undefined): Promise<Identity> {
  try {
    const { body } = await call(tokenEndpoints.getMe, {});
    const { person, teams } = body;
    return { name: person.email, teams: teams.map(({ slug }) => slug), data: { person, teams } };
  } catch (error) {
    if (!isForbidden(error)) throw error;
    if (team === undefined) throw teamNeeded(error);
    return identifyMachine(call, team);
  }
}

/** Refuses a team that the token opens nothing of, with those that there are. */
export async function requireTeam(
  call: Call,
  { teams, data }: Identity,
  team: string,
): Promise<void> {
  if (teams.includes(team) || data.teams.some(({ id }) => id === team)) return;
  await call(teamEndpoints.getTeam, { params: { team } });
}

async function identifyMachine(call: Call, team: string): Promise<Identity> {
  try {
    const { body } = await call(teamEndpoints.getTeam, { params: { team } });
    const { slug } = body.team;
    return {
      name: `a machine of ${slug}`,
      teams: [slug],
      data: { person: null, teams: [body.team] },
    };
  } catch (error) {
    // a token that may not even look is still of this team: of another, it would find none
    if (!isForbidden(error)) throw error;
    return { name: `a machine of ${team}`, teams: [team], data: { person: null, teams: [] } };
  }
}

function isForbidden(error: unknown): error is CliError {
  return error instanceof CliError && error.code === 'forbidden';
}

function teamNeeded(cause: CliError) {
  return new CliError({
    code: 'answer_needed',
    exitCode: exitCode.wrongUsage,
    message: 'This token is of a machine. Name its team with --team.',
    cause,
  });
}
