import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const LARGEST = 64 * 1024 * 1024;

type Manifest = { readonly name: string; readonly version: string };

/** A registry for npm with exactly the packages that are installed in this repository, and no network. */
export async function startRegistry() {
  const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8'));
  const foldersOf = (name: string) =>
    Object.keys(lock.packages).filter((folder) => folder.endsWith(`node_modules/${name}`));
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '').slice(1);
    const answering = path.startsWith('-/') ? packed(path.slice(2)) : packument(path);
    answering.then(
      (body) => response.end(body),
      () => response.writeHead(404).end('{}'),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

  /** What npm asks of a package: every version there is, and where it lies. */
  async function packument(name: string): Promise<string> {
    const versions: Record<string, object> = {};
    let newest = '';
    for (const folder of foldersOf(name)) {
      const manifest: Manifest = JSON.parse(
        await readFile(join(root, folder, 'package.json'), 'utf8'),
      );
      newest = manifest.version;
      versions[newest] = { ...manifest, dist: { tarball: `${address}-/${folder}` } };
    }
    if (newest === '') throw new Error(`${name} is not installed here`);
    return JSON.stringify({ name, versions, 'dist-tags': { latest: newest } });
  }

  return { address, close: () => new Promise((resolve) => server.close(resolve)) };
}

async function packed(folder: string): Promise<Buffer> {
  const words = ['-cz', '--exclude=./node_modules', '--transform=s,^\\.,package,', '.'];
  const { stdout } = await promisify(execFile)('tar', words, {
    cwd: join(root, folder),
    encoding: 'buffer',
    maxBuffer: LARGEST,
  });
  return stdout;
}
