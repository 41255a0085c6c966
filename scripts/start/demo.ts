import { join } from 'node:path';
import { isObject, readJson, writePrivately } from './private-file.ts';

/** What the demo knows of itself. It holds secrets. */
export type Demo = {
  /** Who signs in to look around. The password belongs to this demo alone. */
  readonly person: { readonly name: string; readonly email: string; readonly password: string };
  /** A personal token of that person. */
  readonly token?: string;
  /** The credentials of the reference provider. */
  readonly integration?: {
    readonly id: string;
    readonly clientSecret: string;
    /** Where the host was told that the provider is. */
    readonly baseUrl: string;
  };
  /** Whether everything was made once. What people change later stays as they want it. */
  readonly isComplete: boolean;
};

export async function readDemo(dataDirectory: string): Promise<Demo | undefined> {
  const value = await readJson(demoPath(dataDirectory));
  return isDemo(value) ? value : undefined;
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

// Checked by hand: a schema library takes longer to load than the whole supervisor.
function isDemo(value: unknown): value is Demo {
  if (!isObject(value)) return false;
  const { person, token, integration, isComplete } = value;
  return (
    hasTexts(person, ['name', 'email', 'password']) &&
    (token === undefined || typeof token === 'string') &&
    (integration === undefined || hasTexts(integration, ['id', 'clientSecret', 'baseUrl'])) &&
    typeof isComplete === 'boolean'
  );
}

function hasTexts(value: unknown, names: readonly string[]): boolean {
  return isObject(value) && names.every((name) => typeof value[name] === 'string');
}
