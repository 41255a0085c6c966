import * as z from 'zod';
import * as input from '../inputs.ts';
import { type Desk, tool } from '../tool.ts';

/** Runs programs on the machine of whoever the agent works for. */
export type Runner = (asked: {
  readonly team: string;
  readonly project: string;
  readonly environment: string;
  /** The program and its arguments; no shell reads them. */
  readonly command: readonly [string, ...string[]];
  readonly timeoutSeconds: number;
}) => Promise<{
  readonly exitCode: number | null;
  readonly output: string;
  readonly errors: string;
}>;

/** Where there is a machine to run something on. */
export type LocalDesk = Desk & { readonly run: Runner };

export const runCommand = tool({
  name: 'run_command',
  title: 'Run a command with an environment',
  description:
    'Runs a program on this machine with the variables of an environment, which are written nowhere. What it prints comes back with the values of those variables blotted out.',
  effect: 'destroys',
  input: {
    project: input.project,
    environment: input.environment.default('development'),
    command: z
      .tuple([z.string().min(1)], z.string())
      .describe('The program and its arguments, each by itself; no shell reads them.'),
    timeoutSeconds: z.int().min(1).max(600).default(60),
    team: input.team,
  },
  run: async ({ team, ...asked }, desk: LocalDesk) =>
    desk.run({ ...asked, team: await desk.team(team) }),
});
