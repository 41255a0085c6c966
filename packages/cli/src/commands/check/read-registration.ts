import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { registration } from '@kontor/check';
import type * as z from 'zod';
import { CliError } from '../../cli-error.ts';
import { exitCode } from '../../exit-code.ts';
import type { World } from '../../world.ts';

type Stated = {
  readonly file?: string | undefined;
  readonly clientId?: string | undefined;
  readonly product?: string | undefined;
};

/** How the integration is registered: what the file says, and over it what was typed. */
export async function readRegistration(
  { folder, environment }: Pick<World, 'folder' | 'environment'>,
  { file, clientId, product }: Stated,
): Promise<z.output<typeof registration>> {
  const written = file === undefined ? {} : await readJson(resolve(folder, file), file);
  const { clientSecret } = environment;
  const parsed = registration.safeParse({
    ...written,
    ...(clientId !== undefined && { clientId }),
    ...(clientSecret !== undefined && { clientSecret }),
    ...(product !== undefined && { products: [{ slug: product }] }),
  });
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw wrongUsage(
    file === undefined
      ? 'Say how the integration is registered: with --file, or with --client-id and --product.'
      : `${file} is not as it should be. ${wrong.join('; ')}.`,
  );
}

/** An object in a file that people write. */
export async function readJson(path: string, file: string): Promise<object> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw wrongUsage(`${file} cannot be read.`);
  });
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // said below, like anything else that is no object
  }
  throw wrongUsage(`${file} is no JSON object.`);
}

function wrongUsage(message: string) {
  return new CliError({
    code: 'wrong_usage',
    exitCode: exitCode.wrongUsage,
    message,
  });
}
