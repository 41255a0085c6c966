import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { bareEnvironment, createTestDatabase, freePort } from '@kontor/testing';
import { findPython } from '../../../../scripts/python.mjs';
import { migrate } from '../../src/postgres/migrate.ts';
import { commandHere } from '../world/command-here.ts';
import { mainFile } from '../world/command-line.ts';

/** A provider that knows the marketplace by its real addresses alone. */
export const fixture = (name: string) => new URL(`fixtures/${name}`, import.meta.url).pathname;

/** A folder in which somebody works at a provider, and a database for their marketplace. */
export async function devHere() {
  const terminal = commandHere({});
  const { folder } = terminal;
  const database = await freshDatabase();
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const environment = { ...bareEnvironment(), HOME: folder, PORT: String(port) };
  return {
    ...terminal,
    url,
    /** Starts `kontor dev`, with options and the command of the provider. */
    start: (options: string, command: readonly string[], at = database.url) => {
      const words = ['dev', '--database', at, '--port', '0', ...options.split(' ')];
      const args = [mainFile, ...words, '--', ...command];
      return follow(spawn(process.execPath, args, { cwd: folder, env: environment }));
    },
    /** Runs a line of a shell with the command in it, where nothing but the loopback is reached. */
    offline: async (line: string) => {
      const shell = ['sh', '-c', line];
      const [program = '', ...args] = (await isolates()) ? [...onLoopback(), ...shell] : shell;
      const own = { KONTOR: `${process.execPath} ${mainFile}`, NODE: process.execPath };
      const python = { PYTHON: findPython() };
      const env = { ...environment, ...own, ...python };
      return follow(spawn(program, args, { cwd: folder, env })).ended;
    },
    close: async () => {
      await database.drop();
      await terminal.close();
    },
  };
}

/** A database in which nothing was done yet. */
export function freshDatabase() {
  return createTestDatabase({
    migrate: async (url) => void (await migrate(url)),
    templateKey: 'apps/server',
  });
}

/** What a program prints, as it prints it, and how it ends. */
function follow(child: ChildProcess) {
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
      failed.catch(() => undefined);
      await Promise.race([isSaid, failed]);
    },
  };
}

/** Brings the loopback of a new network up, and goes on as the program behind it. @see man 7 netdevice */
const LOOPBACK_UP = `
import fcntl, os, socket, struct, sys
fcntl.ioctl(socket.socket(), 0x8914, struct.pack('16sh', b'lo', 1))
os.execvp(sys.argv[1], sys.argv[1:])
`;

/** A network of its own, in which there is no other machine. */
function onLoopback(): string[] {
  return ['unshare', '--map-root-user', '--net', findPython() ?? '', '-c', LOOPBACK_UP];
}

/** Where the system gives nobody a network, `--offline` has to do. */
async function isolates(): Promise<boolean> {
  const [program = '', ...args] = [...onLoopback(), 'true'];
  const tried = spawn(program, args, { stdio: 'ignore' });
  return new Promise((resolve) => {
    tried.once('error', () => resolve(false));
    tried.once('close', (code) => resolve(code === 0));
  });
}
