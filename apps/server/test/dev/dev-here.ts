import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase } from '@kontor/testing';
import { migrate } from '../../src/postgres/migrate.ts';
import { commandHere } from '../world/command-here.ts';
import { mainFile } from '../world/command-line.ts';

/** A provider that knows the marketplace by its real addresses alone. */
export const fixture = (name: string) => new URL(`fixtures/${name}`, import.meta.url).pathname;

/** A folder in which somebody works at a provider, and a database for their marketplace. */
export async function devHere() {
  const folder = await mkdtemp(join(tmpdir(), 'kontor-working-'));
  const database = await createTestDatabase({
    migrate: async (url) => void (await migrate(url)),
    templateKey: 'apps/server',
  });
  const port = await freePort();
  const url = `http://localhost:${port}`;
  return {
    folder,
    url,
    /** Starts `kontor dev`, with options and the command of the provider. */
    start: (options: readonly string[], command: readonly string[]) => {
      const words = ['dev', '--database', database.url, '--port', '0', '--url', url, ...options];
      const child = spawn(process.execPath, [mainFile, ...words, '--', ...command], {
        cwd: folder,
        env: { PATH: process.env.PATH, HOME: folder, PORT: String(port) },
      });
      return follow(child);
    },
    /** Acts as a customer of the marketplace that runs. */
    customer: async () => {
      const { hostUrl, customer } = JSON.parse(
        await readFile(join(folder, '.kontor-dev/dev.json'), 'utf8'),
      );
      return commandHere({
        KONTOR_HOST_URL: hostUrl,
        KONTOR_TOKEN: customer.token,
        KONTOR_TEAM: customer.team,
      });
    },
    close: async () => {
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What a program prints, as it prints it, and how it ends. */
function follow(child: ReturnType<typeof spawn>) {
  let said = '';
  const heard = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      said += chunk;
      for (const listener of heard) listener();
    });
  }
  const ended = once(child, 'close').then(([code]) => ({ code: code as number, said }));
  return {
    ended,
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    /** Waits until it has said something; fails when it ends before. */
    says: async (text: string) => {
      const isSaid = new Promise<void>((resolve) => {
        const listener = () => {
          if (said.includes(text)) resolve();
        };
        heard.add(listener);
        listener();
      });
      const failed = ended.then(({ code }) => {
        throw new Error(`It ended with ${code} and said:\n${said}`);
      });
      await Promise.race([isSaid, failed]);
      failed.catch(() => undefined);
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('There is no port.');
  return address.port;
}
