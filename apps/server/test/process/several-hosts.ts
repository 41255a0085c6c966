import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { bareEnvironment, freePort } from '@kontor/testing';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** One of several processes over one database. */
type OneOfSeveral = {
  readonly url: string;
  readonly pid: () => number;
  /** Ends it as a service manager does, and starts it again. */
  readonly restart: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** Starts a host at a port of its own, with the settings that all of them share. */
export async function startOne(
  role: 'all' | 'api' | 'worker',
  shared: Readonly<Record<string, string>>,
): Promise<OneOfSeveral> {
  const port = await freePort();
  const start = () => startHost({ ...shared, KONTOR_ROLE: role, KONTOR_PORT: String(port) });
  let child = await start();
  const stop = () =>
    new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
      child.kill('SIGTERM');
    });
  return {
    url: `http://127.0.0.1:${port}`,
    pid: () => child.pid ?? 0,
    stop,
    restart: async () => {
      await stop();
      child = await start();
    },
  };
}

function startHost(env: Readonly<Record<string, string>>): Promise<ChildProcess> {
  const child = spawn(process.execPath, [MAIN], {
    env: { ...bareEnvironment(), ...env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    child.once('message', () => resolve(child));
    child.once('exit', (code) => reject(new Error(`the host ended with ${code}`)));
  });
}
