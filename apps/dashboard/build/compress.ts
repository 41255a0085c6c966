import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

const forms = { br: promisify(brotliCompress), gz: promisify(gzip) } as const;

/** Puts compressed copies beside what was built, so that the host compresses nothing while it runs. */
export function compress(): Plugin {
  let folder = '';
  return {
    name: 'kontor-compress',
    apply: 'build',
    configResolved: ({ root, build }) => {
      folder = join(root, build.outDir);
    },
    closeBundle: async () => {
      const names = await readdir(folder, { recursive: true });
      await Promise.all(names.filter((name) => /\.(js|css|svg|html)$/.test(name)).map(copyOf));
    },
  };

  async function copyOf(name: string): Promise<void> {
    const path = join(folder, name);
    const content = await readFile(path);
    for (const [ending, packed] of Object.entries(forms)) {
      await writeFile(`${path}.${ending}`, await packed(content));
    }
  }
}
