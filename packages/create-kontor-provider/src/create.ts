import { cp, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { manifestOf } from './manifest.ts';

/** What the provider's server is built on. */
export const variants = ['node', 'hono', 'express', 'next'] as const;
export type Variant = (typeof variants)[number];

/** Why no provider was made, in words for whoever asked for it. */
export class CreateError extends Error {
  override readonly name: string = 'CreateError';
}

const TEMPLATES = fileURLToPath(new URL('../templates', import.meta.url));
const PACKAGES = fileURLToPath(new URL('../..', import.meta.url));
/** The SDK and what it is made of. They travel with the project, as sources that Node runs. */
const SDK = ['provider', 'protocol', 'signatures'];

/**
 * Writes a provider that runs, with tests, into a folder that is empty or not there.
 *
 * @throws CreateError where something is in the folder, or no folder can be made
 */
export async function create(folder: string, variant: Variant): Promise<void> {
  const target = resolve(folder);
  const present = await filesIn(target).catch((error: Error) => {
    throw new CreateError(`${folder} cannot be made: ${error.message}.`);
  });
  if (present.length > 0) throw new CreateError(`${folder} is not empty.`);
  for (const part of ['common', variant]) {
    await cp(join(TEMPLATES, part), target, { recursive: true });
  }
  // npm leaves files of this name out of packages
  await rename(join(target, 'gitignore'), join(target, '.gitignore'));
  for (const name of SDK) {
    const into = join(target, 'vendor', name);
    await cp(join(PACKAGES, name, 'src'), join(into, 'src'), {
      recursive: true,
      filter: isShipped,
    });
    await writeManifest(join(PACKAGES, name, 'package.json'), join(into, 'package.json'));
  }
  const manifest = manifestOf(basename(target), variant);
  await writeFile(join(target, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** What is in a folder, which is made where there is none. */
async function filesIn(target: string): Promise<readonly string[]> {
  await mkdir(target, { recursive: true });
  return readdir(target);
}

export function isVariant(text: string): text is Variant {
  return variants.some((each) => each === text);
}

/** Without what only tests of this repository need: npm would look for it when the project is installed. */
async function writeManifest(from: string, to: string): Promise<void> {
  const { devDependencies: _, ...manifest } = JSON.parse(await readFile(from, 'utf8'));
  await writeFile(to, `${JSON.stringify(manifest, null, 2)}\n`);
}

function isShipped(path: string): boolean {
  return !path.endsWith('.test.ts');
}
