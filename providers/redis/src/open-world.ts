import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type IdempotencyStore,
  type LastingUsageStore,
  redisIdempotencyStore,
  redisUsageStore,
  sealWith,
} from '@kontor/provider';
import {
  ConfigError,
  createVault,
  failureFacts,
  keepSecret,
  type Log,
  type OneAtATime,
  oneAtATime,
  vaultKeyLength,
} from '@kontor/provider-process';
import type { RedisProviderConfig } from './config.ts';
import { readmit, restore } from './lifecycle/restore.ts';
import { findRedis } from './server/find-redis.ts';
import { connectRedis } from './server/redis.ts';
import { startServer } from './server/start-server.ts';
import { openSpaces, type Spaces } from './spaces/spaces.ts';
import { type BalanceStore, balanceStore } from './state/balances.ts';
import { type InstallationStore, installationStore } from './state/installations.ts';
import { type ResourceStore, resourceStore } from './state/resources.ts';
import { becomeSoleUser } from './state/sole-user.ts';

/** How long answers are kept for repeats: seven days. */
const keptHours = 7 * 24;

/** Everything the provider works with. Each part takes of it what it needs. */
export type World = {
  readonly spaces: Spaces;
  readonly installations: InstallationStore;
  readonly resources: ResourceStore;
  readonly balances: BalanceStore;
  readonly usage: LastingUsageStore;
  readonly answers: IdempotencyStore;
  readonly oneAtATime: OneAtATime;
  readonly clock: () => Date;
  readonly log: Log;
  /** Whether the server answers. */
  readonly isHealthy: () => Promise<boolean>;
  readonly close: () => Promise<void>;
};

type WorldConfig = Pick<
  RedisProviderConfig,
  'dataDirectory' | 'adminUrl' | 'redisProgram' | 'redisPort'
> & { readonly clock: () => Date; readonly log: Log };

/** Opens the server, the state in it and all that works on them. */
export async function openWorld(config: WorldConfig): Promise<World> {
  const closers: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    return { ...(await open(config, (closer) => closers.push(closer))), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** @param onClose takes what undoes each step, in the order of the steps */
async function open(
  config: WorldConfig,
  onClose: (closer: () => Promise<unknown>) => void,
): Promise<Omit<World, 'close'>> {
  const { dataDirectory, clock, log } = config;
  await mkdir(dataDirectory, { recursive: true, mode: 0o700 });
  const vaultKey = await keepSecret(join(dataDirectory, 'vault-key'), vaultKeyLength);
  const vault = createVault(vaultKey);
  const key = await keepSecret(join(dataDirectory, 'password-key'), 32);
  const server = config.adminUrl === undefined ? await ownServer(config) : undefined;
  const url = config.adminUrl ?? server?.adminUrl ?? '';
  const admin = await connectRedis({
    url,
    onError: (error) => log('warn', 'the connection broke', failureFacts(error)),
    onAgain: () => {
      readmit(parts).catch((error: unknown) => {
        log('error', 'users could not be made again', failureFacts(error));
      });
    },
  });
  onClose(admin.close);
  await becomeSoleUser(admin);
  // one that another provider uses is not this one's to stop
  if (server) onClose(server.stop);
  const send = (command: string[]) => admin.run(...command);
  const parts = {
    spaces: openSpaces(admin, { url, key }),
    installations: installationStore(admin, vault),
    resources: resourceStore(admin),
    balances: balanceStore(admin),
    usage: redisUsageStore({ send }),
    oneAtATime: oneAtATime(),
  };
  await restore(parts);
  const isHealthy = () =>
    admin.run('PING').then(
      () => true,
      () => false,
    );
  const answers = redisIdempotencyStore({
    send,
    seal: sealWith(vaultKey.toString('base64')),
    keepHours: keptHours,
    soleProcess: true,
  });
  return { ...parts, answers, clock, log, isHealthy };
}

function ownServer({ dataDirectory, redisProgram, redisPort = 0, log }: WorldConfig) {
  const program = redisProgram ?? findRedis();
  if (program === undefined) {
    throw new ConfigError(
      'No redis-server was found. Install one, name it with KONTOR_REDIS, or a running server with KONTOR_REDIS_ADMIN_URL.',
    );
  }
  return startServer({ program, directory: join(dataDirectory, 'redis'), port: redisPort, log });
}
