import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@kontor/embedded-postgres';
import { type IdempotencyStore, sealWith, sqlIdempotencyStore } from '@kontor/provider';
import {
  createVault,
  failureFacts,
  keepSecret,
  type Log,
  type OneAtATime,
  oneAtATime,
  vaultKeyLength,
} from '@kontor/provider-process';
import { closeToPublic } from './cluster/close-to-public.ts';
import { type Cluster, openCluster } from './cluster/cluster.ts';
import type { PostgresProviderConfig } from './config.ts';
import { type BranchStore, branchStore } from './state/branch-store.ts';
import { type InstallationStore, installationStore } from './state/installation-store.ts';
import { type LoginStore, loginStore } from './state/login-store.ts';
import { type MeterStore, meterStore } from './state/meter-store.ts';
import { type ResourceStore, resourceStore } from './state/resource-store.ts';
import { becomeSoleUser } from './state/sole-user.ts';
import { openStateDatabase } from './state/state-database.ts';

/** How long answers are kept for repeats: seven days. */
const keptHours = 7 * 24;

/** Everything the provider works with. Each part takes of it what it needs. */
export type World = {
  readonly cluster: Cluster;
  readonly installations: InstallationStore;
  readonly resources: ResourceStore;
  readonly logins: LoginStore;
  readonly branches: BranchStore;
  readonly meters: MeterStore;
  readonly answers: IdempotencyStore;
  readonly oneAtATime: OneAtATime;
  readonly clock: () => Date;
  readonly log: Log;
  /** Whether the server answers. */
  readonly isHealthy: () => Promise<boolean>;
  readonly close: () => Promise<void>;
};

type WorldConfig = Pick<PostgresProviderConfig, 'dataDirectory' | 'adminUrl' | 'stateDatabase'> & {
  readonly clock: () => Date;
  readonly log: Log;
};

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
  { dataDirectory, adminUrl, stateDatabase = 'kontor_provider', clock, log }: WorldConfig,
  onClose: (closer: () => Promise<unknown>) => void,
): Promise<Omit<World, 'close'>> {
  const onError = (error: Error) => log('warn', 'a session broke', failureFacts(error));
  await mkdir(dataDirectory, { recursive: true, mode: 0o700 });
  const vaultKey = await keepSecret(join(dataDirectory, 'vault-key'), vaultKeyLength);
  const vault = createVault(vaultKey);
  const server = adminUrl === undefined ? await embedded(dataDirectory, log) : undefined;
  if (server) onClose(server.stop);
  const cluster = await openCluster(adminUrl ?? server?.url ?? '', onError);
  onClose(cluster.close);
  const state = await openStateDatabase(cluster, stateDatabase, onError);
  onClose(() => state.end());
  const onLost = (reason: string) => log('warn', reason);
  const soleUser = await becomeSoleUser(cluster.urlOf(stateDatabase), onLost);
  onClose(soleUser.release);
  const open = await closeToPublic(cluster, stateDatabase);
  if (open.length > 0) log('warn', 'every role may connect to other databases here', { open });
  return {
    cluster,
    installations: installationStore(state, vault),
    resources: resourceStore(state),
    logins: loginStore(state, vault),
    branches: branchStore(state, vault),
    meters: meterStore(state),
    answers: sqlIdempotencyStore({
      client: state,
      seal: sealWith(vaultKey.toString('base64')),
      keepHours: keptHours,
      soleProcess: true,
    }),
    oneAtATime: oneAtATime(),
    clock,
    log,
    isHealthy: () => answers(state.query('select 1')),
  };
}

function embedded(dataDirectory: string, log: Log) {
  const directory = join(dataDirectory, 'postgres');
  return startEmbeddedPostgres({ directory, log: (message) => log('info', message) });
}

function answers(asked: Promise<unknown>): Promise<boolean> {
  return asked.then(
    () => true,
    () => false,
  );
}
