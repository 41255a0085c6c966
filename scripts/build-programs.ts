import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Plugin, rolldown } from 'rolldown';
import { sources } from './start/programs.ts';

/** Packages that look for files beside their own, or load what may not be there. */
const LEFT_ALONE = ['pdfkit', 'pg', 'undici'];

/** Each module finds the files beside it where they are, and not beside what it was built into. */
const inPlace: Plugin = {
  name: 'in-place',
  transform: (code, id) => {
    if (!code.includes('import.meta.url')) return null;
    return code.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href));
  },
};

/**
 * Builds host and provider into a folder, which appears as a whole or not at all.
 *
 * Usage: `node scripts/build-programs.ts <folder>`
 */
async function buildPrograms(folder: string): Promise<void> {
  const unfinished = `${folder}.${process.pid}`;
  const build = await rolldown({
    input: { ...sources },
    platform: 'node',
    external: (id) => LEFT_ALONE.some((name) => id === name || id.startsWith(`${name}/`)),
    plugins: [inPlace],
  });
  try {
    await mkdir(dirname(folder), { recursive: true });
    await build.write({ dir: unfinished, format: 'esm', entryFileNames: '[name].js' });
    await rename(unfinished, folder);
  } finally {
    await build.close();
    await rm(unfinished, { recursive: true, force: true });
  }
}

const [folder = ''] = process.argv.slice(2);
await buildPrograms(join(folder));
