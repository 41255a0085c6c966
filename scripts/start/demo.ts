import { join } from 'node:path';
import * as z from 'zod';
import { readJson, writePrivately } from './private-file.ts';

const demo = z.object({
  /** Who signs in to look around. The password belongs to this demo alone. */
  person: z.object({ name: z.string(), email: z.string(), password: z.string() }),
  /** A personal token of that person. */
  token: z.string().optional(),
  /** The credentials of the reference provider. */
  integration: z
    .object({
      id: z.string(),
      clientSecret: z.string(),
      /** Where the host was told that the provider is. */
      baseUrl: z.string(),
    })
    .optional(),
  /** Whether everything was made once. What people change later stays as they want it. */
  isComplete: z.boolean(),
});

/** What the demo knows of itself. It holds secrets. */
export type Demo = z.infer<typeof demo>;

export async function readDemo(dataDirectory: string): Promise<Demo | undefined> {
  return demo.safeParse(await readJson(demoPath(dataDirectory))).data;
}

/** Keeps it in a file that only its owner can read, whole or as it was. */
export async function writeDemo(dataDirectory: string, value: Demo): Promise<void> {
  await writePrivately(demoPath(dataDirectory), `${JSON.stringify(value, null, 2)}\n`);
  await writePrivately(passwordPath(dataDirectory), `${value.person.password}\n`);
}

export function demoPath(dataDirectory: string): string {
  return join(dataDirectory, 'demo.json');
}

/** The password alone, for a command that reads it from its standard input. */
export function passwordPath(dataDirectory: string): string {
  return join(dataDirectory, 'demo-password');
}
