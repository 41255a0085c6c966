import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DevError } from '../dev-error.ts';
import { marketplaceIssuer } from '../network/names.ts';
import type { Variables } from '../network/variables.ts';

export type HostOptions = {
  /** Where everything durable is: database, keys, logs. Made where it is not there. */
  readonly dataDirectory: string;
  readonly port: number;
  /** A checkout of Kontor, if not the one that this is part of. */
  readonly checkout?: string | undefined;
  /** A database other than the embedded one. */
  readonly databaseUrl?: string | undefined;
  readonly issuer?: string | undefined;
  readonly inherited: Variables;
};

export type RunningHost = {
  readonly url: string;
  readonly logPath: string;
  /** Resolves when it ends without having been asked to. */
  readonly ended: Promise<void>;
  readonly close: () => Promise<void>;
};

const OWN_CHECKOUT = fileURLToPath(new URL('../../../..', import.meta.url));
const MAIN = 'apps/server/src/main.ts';
/** How much of the log is told when the host does not start. */
const LAST_LINES = 5;

/**
 * Starts a host of one's own: real tokens with the issuer that providers expect, payments that cost
 * nothing, and clocks that its owners may move.
 *
 * @throws DevError when there is none, or it does not start
 */
export async function startHost(options: HostOptions): Promise<RunningHost> {
  const { dataDirectory, port, checkout = OWN_CHECKOUT } = options;
  const program = join(checkout, MAIN);
  if (!existsSync(program)) throw noProgram(checkout);
  await mkdir(dataDirectory, { recursive: true, mode: 0o700 });
  // whatever is in there is nobody's but this machine's
  await writeFile(join(dataDirectory, '.gitignore'), '*\n');
  const logPath = join(dataDirectory, 'host.log');
  const log = await open(logPath, 'w', 0o600);
  // a session of its own, so that Ctrl-C ends the provider first
  const child = spawn(process.execPath, [program], {
    env: variablesFor(options),
    detached: true,
    stdio: ['ignore', log.fd, log.fd, 'ipc'],
  });
  await log.close();
  const exited = once(child, 'exit');
  await Promise.race([listening(child), exited.then(() => failed(logPath, dataDirectory))]);
  let isClosing = false;
  return {
    url: `http://localhost:${port}`,
    logPath,
    ended: exited.then(() => (isClosing ? new Promise<void>(() => {}) : undefined)),
    close: async () => {
      isClosing = true;
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/** Of what is inherited only what every program needs: a provider's own settings are not the host's. */
function variablesFor(options: HostOptions): Record<string, string> {
  const { dataDirectory, port, databaseUrl, issuer = marketplaceIssuer, inherited } = options;
  const kept = ['PATH', 'HOME', 'TMPDIR', 'TZ', 'LANG', 'USER', 'LOGNAME'].flatMap((name) => {
    const value = inherited[name];
    return value === undefined ? [] : [[name, value]];
  });
  return {
    ...Object.fromEntries(kept),
    KONTOR_PORT: `${port}`,
    KONTOR_DATA: dataDirectory,
    KONTOR_ISSUER: issuer,
    KONTOR_ALLOW_PRIVATE_ADDRESSES: 'true',
    KONTOR_SIGN_UP: 'open',
    KONTOR_TEST_CLOCKS: 'owners',
    KONTOR_PAYMENTS: 'test',
    KONTOR_RATE_LIMITS: 'off',
    ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
  };
}

function listening(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('message', () => resolve());
  });
}

async function failed(logPath: string, dataDirectory: string): Promise<never> {
  const lines = (await readFile(logPath, 'utf8')).trim().split('\n').slice(-LAST_LINES);
  const text = lines.join('\n');
  throw new DevError(
    'host_not_started',
    `The local host did not start. It said:\n${text}\nAll of it is in ${logPath}. A data directory that is beyond repair can be deleted: ${dataDirectory}.`,
  );
}

function noProgram(checkout: string) {
  return new DevError(
    'no_host_program',
    `There is no host in ${checkout}: a local marketplace runs from a checkout of Kontor with its packages installed. Name one with --checkout.`,
  );
}
