import type { Runner } from '@kontor/mcp';
import type { Session } from '../../session.ts';
import { readVariables } from '../run/read-variables.ts';
import { startProgram } from '../run/start-program.ts';
import { blotted } from './blotted.ts';

/** How much of what a program prints is answered, in characters: the end of it. */
const LONGEST_OUTPUT = 20_000;

/**
 * Runs a program for an agent: with the variables of an environment, without the token of whoever it
 * works for, and with the values blotted out of what comes back.
 */
export async function runWithin(
  session: Pick<Session, 'callEndlessly' | 'world'>,
  { team, project, environment, command, timeoutSeconds }: Parameters<Runner>[0],
): ReturnType<Runner> {
  const { callEndlessly: call, world } = session;
  const { variables } = await readVariables(
    { call, team: async () => team },
    { project, environment },
  );
  const { KONTOR_TOKEN: _, ...inherited } = world.environment.inherited;
  const printed = { output: '', errors: '' };
  const exitCode = await startProgram({
    command,
    variables: { ...inherited, ...variables },
    cwd: world.folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: world.interrupted,
    timeout: timeoutSeconds * 1000,
    onOutput: (chunk, isError) => {
      printed[isError ? 'errors' : 'output'] += chunk.toString();
    },
  });
  const shown = (text: string) => blotted(text, variables).slice(-LONGEST_OUTPUT);
  return { exitCode, output: shown(printed.output), errors: shown(printed.errors) };
}
