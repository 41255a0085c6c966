import * as catalogEndpoints from '@kontor/protocol/kontor/catalog';
import * as z from 'zod';
import { CliError } from '../../cli-error.ts';
import { command } from '../../command.ts';
import { exitCode } from '../../exit-code.ts';
import { steps } from '../../next/steps.ts';
import { table } from '../../output/table.ts';
import type { Session } from '../../session.ts';
import { identify } from '../account/identify.ts';
import { billsAt, installationsAt, operationsAt, resourcesAt } from './areas.ts';
import { type Finding, finding, type Look } from './finding.ts';

export const doctor = command({
  args: z.strictObject({}),
  options: z.strictObject({}),
  details:
    'Looks at the host, at who you are there, and at what the team has. Exit code 1 says that something is wrong. Nothing is changed.',
  examples: ['kontor doctor', 'kontor doctor --team acme --json'],
  output: z.object({ findings: z.array(finding) }),
  run: async (_, session) => {
    const findings = await examine(session);
    const isWrong = findings.some(({ state }) => state === 'wrong');
    const told = findings.map(({ next, ...each }) => {
      const command = next && session.commandOf(next);
      return { ...each, ...(command !== undefined && { next: command }) };
    });
    return {
      data: { findings: told },
      text: table(
        ['', 'WHAT', 'HOW IT IS', 'DO'],
        told.map(({ state, what, message, next = '' }) => [state, what, message, next]),
        { whole: ['HOW IT IS', 'DO'] },
      ),
      next: findings.flatMap(({ next }) => next ?? []),
      ...(isWrong && { exitCode: exitCode.refused }),
    };
  },
});

/** What can be found without the host or a team comes first, and ends it where there is none. */
async function examine(session: Session): Promise<readonly Finding[]> {
  const { call, host, chosenTeam } = session;
  try {
    const { name, teams } = await identify(call, chosenTeam);
    const known: Finding[] = [
      { what: 'host', state: 'ok', message: `${host} answers` },
      { what: 'you', state: 'ok', message: name },
    ];
    const [only] = teams;
    const team = chosenTeam ?? (teams.length === 1 ? only : undefined);
    return [...known, ...(team === undefined ? [noTeam(teams)] : await ofTeam(session, team))];
  } catch (error) {
    const isUnasked = error instanceof CliError && error.code === 'not_signed_in';
    return [(isUnasked && (await unreachable(session))) || refused('host', error)];
  }
}

/** What keeps anybody from reaching the host, which signing in would not change. */
async function unreachable({ call }: Session): Promise<Finding | undefined> {
  try {
    await call(catalogEndpoints.listCatalog, {});
    return undefined;
  } catch (error) {
    return refused('host', error);
  }
}

function noTeam(teams: readonly string[]): Finding {
  const [first] = teams;
  return first === undefined
    ? { what: 'team', state: 'wrong', message: 'you are in none: ask to be added to one' }
    : {
        what: 'team',
        state: 'wrong',
        message: `none is chosen of ${teams.join(', ')}`,
        next: steps.useTeam(first),
      };
}

const areas: Readonly<Record<string, Look>> = {
  installations: installationsAt,
  resources: resourcesAt,
  operations: operationsAt,
  invoices: billsAt,
};

async function ofTeam(session: Session, team: string): Promise<readonly Finding[]> {
  const found = await Promise.all(
    Object.entries(areas).map(async ([what, look]) => {
      const { findings, count } = await look(session, team).catch((error: unknown) => ({
        findings: [refused(what, error)],
        count: 0,
      }));
      const fine: Finding = { what, state: 'ok', message: `${count} looked at` };
      return findings.length === 0 ? [fine] : findings;
    }),
  );
  return [{ what: 'team', state: 'ok', message: team }, ...found.flat()];
}

/** What the host does not let this caller see is no fault; what it refuses otherwise is one. */
function refused(what: string, error: unknown): Finding {
  if (!(error instanceof CliError) || error.exitCode === exitCode.interrupted) throw error;
  const [next] = error.next;
  return {
    what,
    state: error.code === 'forbidden' ? 'unseen' : 'wrong',
    message: error.message,
    ...(next === undefined ? {} : { next }),
  };
}
