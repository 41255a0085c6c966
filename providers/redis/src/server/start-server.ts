import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { kill } from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { keepSecret, type Log } from '@kontor/provider-process';
import { connectRedis, type Redis } from './redis.ts';

export type RedisServer = {
  /** Its address, with the user that may everything. */
  readonly adminUrl: string;
  readonly stop: () => Promise<void>;
};

type ServerOptions = {
  readonly program: string;
  readonly directory: string;
  /** 0 for a free one. The port that was used first is kept, since addresses were handed out with it. */
  readonly port: number;
  readonly log: Log;
};

/**
 * The administrator. A server that reads its data again does it as this user, and without all rights it
 * would silently leave transactions out: so the user is not disabled, but has a password.
 */
const adminName = 'default';
/** How long a server may take to read its data, and to end, in milliseconds. */
const patienceMs = 30_000;
const betweenLooksMs = 25;

/**
 * Starts a Redis server on the loopback with its own data folder, or takes up the one that a killed
 * process left running there. It outlives a killed process, so that teams go on working meanwhile.
 */
export async function startServer(options: ServerOptions): Promise<RedisServer> {
  const { directory, log } = options;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const password = (await keepSecret(join(directory, 'admin-password'), 32)).toString('base64url');
  const kept = await portIn(directory);
  const adminUrlAt = (port: number) => `redis://${adminName}:${password}@127.0.0.1:${port}`;
  const left = kept === undefined ? undefined : await reached(adminUrlAt(kept));
  if (kept !== undefined && left !== undefined) {
    log('info', 'took up the server that was left running');
    return { adminUrl: adminUrlAt(kept), stop: () => stop(left) };
  }
  const port = kept ?? (options.port === 0 ? await freePort() : options.port);
  await writeFile(join(directory, 'port'), String(port), { mode: 0o600 });
  const adminUrl = adminUrlAt(port);
  const admin = await launch(options, { port, password, adminUrl });
  return { adminUrl, stop: () => stop(admin) };
}

async function launch(
  { program, directory }: ServerOptions,
  { port, password, adminUrl }: { port: number; password: string; adminUrl: string },
): Promise<Redis> {
  // a group of its own: Ctrl-C is for the provider, which ends the server when nobody needs it any more
  const child = spawn(program, ['-'], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  child.unref();
  let ended: string | undefined;
  child.once('error', ({ message }) => {
    ended = message;
  });
  child.once('exit', (code, signal) => {
    ended = `it ended with ${code ?? signal}`;
  });
  child.stdin.on('error', () => {});
  child.stdin.end(settingsOf({ directory, port, password }));
  const giveUpAt = performance.now() + patienceMs;
  for (;;) {
    const admin = await reached(adminUrl);
    if (admin) return admin;
    if (ended !== undefined || performance.now() > giveUpAt) {
      const why = ended ?? 'it does not answer';
      throw new Error(
        `The Redis server ${program} could not be started: ${why}. See ${directory}.`,
      );
    }
    await delay(betweenLooksMs);
  }
}

/** Read by the server from its standard input, so that they are in no file and in no list of processes. */
function settingsOf({
  directory,
  port,
  password,
}: Record<'directory' | 'password', string> & { port: number }) {
  const hash = createHash('sha256').update(password).digest('hex');
  return [
    'bind 127.0.0.1',
    `port ${port}`,
    `dir ${JSON.stringify(directory)}`,
    'logfile redis.log',
    'databases 1',
    'save ""',
    'appendonly yes',
    // what was answered must be there after a power cut
    'appendfsync always',
    'maxmemory-policy noeviction',
    `user ${adminName} on #${hash} ~* &* +@all`,
    '',
  ].join('\n');
}

/** A connection to the server, if it runs, is this one, and has read its data. */
async function reached(url: string): Promise<Redis | undefined> {
  const redis = await connectRedis({ url, onError: () => {}, isBrief: true }).catch(
    () => undefined,
  );
  if (!redis) return undefined;
  const pong = await redis.run('PING').catch(() => undefined);
  if (pong === 'PONG') return redis;
  await redis.close();
  return undefined;
}

/** Ends the very process that answers to the administrator, and waits until it is gone. */
async function stop(admin: Redis): Promise<void> {
  const [, id] = /^process_id:(\d+)/m.exec(String(await admin.run('INFO', 'server'))) ?? [];
  await admin.close();
  if (id === undefined) throw new Error('The Redis server does not say which process it is.');
  const giveUpAt = performance.now() + patienceMs;
  for (let isTold = false; isRunning(Number(id)); isTold = true) {
    if (!isTold) kill(Number(id), 'SIGTERM');
    if (performance.now() > giveUpAt) throw new Error(`The Redis server ${id} does not end.`);
    await delay(betweenLooksMs);
  }
}

function isRunning(id: number): boolean {
  try {
    return kill(id, 0);
  } catch {
    return false;
  }
}

async function portIn(directory: string): Promise<number | undefined> {
  const text = await readFile(join(directory, 'port'), 'utf8').catch(() => '');
  return text === '' ? undefined : Number(text);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  return address.port;
}
