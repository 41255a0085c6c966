import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';

/** The folder of the checkout. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** Folders that hold a workspace each, as package.json lists them. */
export const homes = ['packages', 'apps', 'providers'];

const dependencies = z.record(z.string(), z.string()).default({});
const manifest = z.object({
  exports: z.record(z.string(), z.string()).default({}),
  dependencies,
  devDependencies: dependencies,
  optionalDependencies: dependencies,
  peerDependencies: dependencies,
});

/** A workspace and what its package.json says of it. */
export type Workspace = {
  /** From the root, such as `packages/core`; `.` for the root itself. */
  readonly folder: string;
  /** Names of what it depends on directly, other workspaces included. */
  readonly dependencies: readonly string[];
  /** Files that others may import, from the root. */
  readonly frontDoors: readonly string[];
};

/** Reads every workspace, the root first. */
export function readWorkspaces(): readonly Workspace[] {
  const folders = homes.flatMap((home) =>
    readdirSync(join(root, home)).map((name) => `${home}/${name}`),
  );
  return ['.', ...folders].map(readWorkspace);
}

function readWorkspace(folder: string): Workspace {
  const text = readFileSync(join(root, folder, 'package.json'), 'utf8');
  const read = manifest.parse(JSON.parse(text));
  const { devDependencies, optionalDependencies, peerDependencies } = read;
  return {
    folder,
    dependencies: Object.keys({
      ...read.dependencies,
      ...devDependencies,
      ...optionalDependencies,
      ...peerDependencies,
    }).sort(),
    frontDoors: Object.values(read.exports).map((file) => join(folder, file)),
  };
}
