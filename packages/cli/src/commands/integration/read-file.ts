import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import type * as z from 'zod';
import { CliError } from '../../cli-error.ts';
import { exitCode } from '../../exit-code.ts';
import { text } from '../../inputs.ts';
import type { Session } from '../../session.ts';

export const fileOption = {
  file: text('path', 'JSON file with the settings; - reads the standard input.'),
};

/** Settings from a file, checked by what the host takes; every flaw is named with its place. */
export async function readSettings<Schema extends z.ZodType>(
  { world }: Pick<Session, 'world'>,
  file: string | undefined,
  schema: Schema,
): Promise<z.output<Schema>> {
  if (file === undefined) throw wrong('Name the file with the settings: --file <path>.');
  const content = await (file === '-'
    ? readText(world.stdin)
    : readFile(resolve(world.folder, file), 'utf8')
  ).catch((cause: unknown) => {
    throw wrong(`${file} cannot be read: ${cause instanceof Error ? cause.message : cause}.`);
  });
  const parsed = schema.safeParse(parse(file, content));
  if (parsed.success) return parsed.data;
  const flaws = parsed.error.issues.map(
    ({ path, message }) => `${file}: ${path.join('.') || 'the whole'}: ${message}`,
  );
  const [first = `${file} is wrong.`, ...more] = flaws;
  throw wrong(first, more);
}

function parse(file: string, content: string): unknown {
  try {
    return JSON.parse(content);
  } catch (error) {
    throw wrong(`${file} is no JSON: ${error instanceof Error ? error.message : error}`);
  }
}

function wrong(message: string, details: readonly string[] = []) {
  return new CliError({ code: 'wrong_usage', exitCode: exitCode.wrongUsage, message, details });
}
