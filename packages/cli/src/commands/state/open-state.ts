import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import * as z from 'zod';
import { CliError } from '../../cli-error.ts';
import { exitCode } from '../../exit-code.ts';
import { suggest } from '../../names/suggest.ts';
import type { Session } from '../../session.ts';
import { type Flaw, namesFromEnv, readState, type StateFile } from '../../state-file/read-state.ts';

export const DEFAULT_STATE_FILE = 'kontor.yaml';

export type OpenedState = StateFile & {
  /** The values that it leaves to this machine. */
  readonly values: Readonly<Record<string, string>>;
};

/** Reads the file of a project, with the values that it takes from the environment of this machine. */
export async function openState(
  { world }: Pick<Session, 'world'>,
  file: string,
): Promise<OpenedState> {
  const text = await readFile(resolve(world.folder, file), 'utf8').catch((cause: unknown) => {
    throw notReadable(file, cause);
  });
  const read = await readState(text);
  if (!read.isGood) throw wrongFile(file, read.flaws);
  const { desired, locate } = read.file;
  const named = namesFromEnv(desired);
  const { inherited } = world.environment;
  const values = Object.fromEntries(
    named.flatMap(({ name }) => {
      const value = Object.hasOwn(inherited, name) ? inherited[name] : undefined;
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
  const missing = named.filter(({ name }) => !Object.hasOwn(values, name));
  if (missing.length > 0) {
    const flaws = missing.map(({ name, path }) => ({
      ...locate(path),
      message: `${name} is not set on this machine. Set it to the value, and plan again.`,
    }));
    throw wrongFile(file, flaws);
  }
  return { desired, locate, values };
}

const wrongState = z.object({
  problems: z.array(
    z.object({
      path: z.array(z.union([z.string(), z.number()])),
      message: z.string(),
      candidates: z.array(z.string()).optional(),
    }),
  ),
});

/** What the host finds wrong with a desired state, with where that stands in the file. */
export function explainState(error: unknown, file: string, { locate }: StateFile): unknown {
  if (!(error instanceof CliError) || error.code !== 'invalid_desired_state') return error;
  const parsed = wrongState.safeParse(error.facts);
  if (!parsed.success) return error;
  const flaws = parsed.data.problems.map(({ path, message, candidates = [] }) => ({
    ...locate(path),
    message: message + suggest(lastOf(path), candidates),
  }));
  return wrongFile(file, flaws).with({ facts: error.facts });
}

function lastOf(path: readonly (string | number)[]): string {
  return String(path.at(-1) ?? '');
}

function wrongFile(file: string, flaws: readonly Flaw[]): CliError {
  const lines = flaws.map(({ line, column, message }) => `${file}:${line}:${column}: ${message}`);
  const [first = `${file} is wrong.`, ...more] = lines;
  return new CliError({
    code: 'wrong_state_file',
    exitCode: exitCode.wrongUsage,
    message: first,
    details: more,
    facts: { file, flaws },
  });
}

function notReadable(file: string, cause: unknown) {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new CliError({
    code: 'wrong_state_file',
    exitCode: exitCode.wrongUsage,
    message: `${file} cannot be read: ${reason}. Name another with --file, or write one with \`kontor export\`.`,
    facts: { file },
    cause,
  });
}
