import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the checkout. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** Folders that hold a workspace each, as package.json lists them. */
export const homes = ['packages', 'apps', 'providers', 'examples'];

/** The part of a package.json that is looked at. */
type Manifest = {
  readonly exports?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
};

/** A workspace and what its package.json says of it. */
export type Workspace = {
  /** From the root, such as `packages/core`; `.` for the root itself. */
  readonly folder: string;
  /** Names of what it depends on directly, other workspaces included. */
  readonly dependencies: readonly string[];
  /** Files that others may import, from the root; `*` stands for any name in a folder. */
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
  const manifest: Manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  const named = {
    ...manifest.dependencies,
    ...manifest.devDependencies,
    ...manifest.optionalDependencies,
    ...manifest.peerDependencies,
  };
  return {
    folder,
    dependencies: Object.keys(named).sort(),
    frontDoors: Object.values(manifest.exports ?? {}).map((file) => join(folder, file)),
  };
}
