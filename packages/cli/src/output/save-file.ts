import { access, rename, rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import * as z from 'zod';
import { CliError } from '../cli-error.ts';
import { exitCode } from '../exit-code.ts';
import { steps } from '../next/steps.ts';
import type { Session } from '../session.ts';

/** What a command tells of a file that it wrote. */
export const savedFile = z.object({ file: z.string(), bytes: z.number() });

/**
 * Writes what the host answered into a file, and answers its path. What is there already is replaced
 * only after asking, or with `--yes`.
 */
export async function saveFile(
  { ask, options, world }: Pick<Session, 'ask' | 'options' | 'world'>,
  file: string,
  content: Uint8Array | string,
): Promise<string> {
  const path = resolve(world.folder, file);
  try {
    await writeFile(path, content, { flag: options.yes ? 'w' : 'wx' });
  } catch (error) {
    const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    if (!isThere) throw cannotWrite(file, error);
    if (!ask.canAsk) throw fileExists(file);
    await ask.toConfirm({ message: `${file} is there already. Replace it?` });
    await writeFile(path, content).catch((cause: unknown) => {
      throw cannotWrite(file, cause);
    });
  }
  return path;
}

/**
 * The same with a file that comes in parts. It stands under its name once it is whole: one that breaks
 * off replaces nothing.
 */
export async function saveParts(
  { ask, options, world }: Pick<Session, 'ask' | 'options' | 'world'>,
  file: string,
  parts: () => Promise<AsyncIterable<Uint8Array>>,
): Promise<string> {
  const path = resolve(world.folder, file);
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (isThere && !options.yes) {
    if (!ask.canAsk) throw fileExists(file);
    await ask.toConfirm({ message: `${file} is there already. Replace it?` });
  }
  const begun = `${path}.part`;
  try {
    await writeFile(begun, await parts());
    await rename(begun, path);
    return path;
  } catch (error) {
    await rm(begun, { force: true });
    throw error instanceof CliError ? error : cannotWrite(file, error);
  }
}

function fileExists(file: string) {
  return new CliError({
    code: 'file_exists',
    exitCode: exitCode.wrongUsage,
    message: `${file} is there already. Name another file with --output, or add --yes to replace it.`,
    next: [steps.answer('--yes')],
    facts: { file },
  });
}

function cannotWrite(file: string, cause: unknown) {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new CliError({
    code: 'file_not_writable',
    exitCode: exitCode.refused,
    message: `${file} cannot be written: ${reason}.`,
    facts: { file },
    cause,
  });
}
