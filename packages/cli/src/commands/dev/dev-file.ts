import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { writePrivately } from '../../config/write-privately.ts';

const customer = z.object({ token: z.string(), team: z.string() });

/** What a local marketplace knows of itself, and others need who act in it. It holds secrets. */
const devFile = z.object({
  person: z.object({ name: z.string(), email: z.string(), password: z.string() }),
  token: z.string().optional(),
  integration: z.object({ id: z.string(), slug: z.string(), clientSecret: z.string() }).optional(),
  /** Where the host is while it runs, or was last. */
  hostUrl: z.string(),
  customer: customer.optional(),
  /** Others of the team, by their role. */
  others: z.record(z.string(), z.string()).default({}),
  /** Where what is done is written down, as long as it is. */
  recording: z.string().optional(),
});
export type DevFile = z.infer<typeof devFile>;

/** The folder that a local marketplace keeps everything in, unless told otherwise. */
export const DATA_FOLDER = '.kontor-dev';

/** Undefined where there is none, or none that this release can read. */
export async function readDevFile(dataDirectory: string): Promise<DevFile | undefined> {
  const text = await readFile(pathIn(dataDirectory), 'utf8').catch(() => '');
  if (text === '') return undefined;
  return devFile.safeParse(JSON.parse(text)).data;
}

/** Keeps it where only its owner can read it, whole or as it was. */
export function writeDevFile(dataDirectory: string, value: DevFile): Promise<void> {
  return writePrivately(pathIn(dataDirectory), `${JSON.stringify(value, null, 2)}\n`);
}

function pathIn(dataDirectory: string): string {
  return join(dataDirectory, 'dev.json');
}
