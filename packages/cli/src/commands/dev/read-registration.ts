import { resolve } from 'node:path';
import { CliError } from '../../cli-error.ts';
import { exitCode } from '../../exit-code.ts';
import type { World } from '../../world.ts';
import { readJson } from '../check/read-registration.ts';
import { type DevRegistration, devRegistration } from './registration.ts';

/** How the integration is registered: what the file says, or what does for a beginning. */
export async function readDevRegistration(
  { folder }: Pick<World, 'folder'>,
  file: string | undefined,
): Promise<DevRegistration> {
  const written = file === undefined ? {} : await readJson(resolve(folder, file), file);
  const parsed = devRegistration.safeParse(written);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new CliError({
    code: 'wrong_usage',
    exitCode: exitCode.wrongUsage,
    message: `${file} is not as it should be. ${wrong.join('; ')}.`,
  });
}
