import { adopt } from './adopt.ts';
import { type Binaries, findBinaries } from './binaries.ts';
import { type Claim, claimDirectory } from './claim.ts';
import { hasUsableData } from './data-version.ts';
import { EmbeddedPostgresError, messageOf } from './error.ts';
import { initialise } from './initialise.ts';
import { type KeptServer, keepRunning } from './keep-running.ts';
import { launch, type RunningServer } from './launch.ts';
import { type Layout, layoutOf } from './layout.ts';
import { keepPassword } from './password.ts';
import { prepareDirectory } from './prepare-directory.ts';
import { askVersion, serverAddress } from './server-address.ts';
import { readServerRecord } from './server-record.ts';
import { chooseSeat } from './server-user.ts';
import { serverSettings } from './settings.ts';
import { stopServer } from './stop-server.ts';
import { removeUnfinished } from './unfinished.ts';

export type EmbeddedPostgresOptions = {
  /** Holds the data and all that belongs to it. It is made where it does not exist. */
  readonly directory: string;
  /** Told in a sentence what happens, for the log of the host. Never holds the password. */
  readonly log?: (message: string) => void;
  /**
   * For tests only: `false` never waits for the disk. It is faster, and after a power cut the data
   * is lost.
   */
  readonly durable?: boolean;
  /** Start the server anew when it ends without having been stopped. It keeps its address. */
  readonly revive?: boolean;
};

/** A PostgreSQL server that runs for us. */
export type EmbeddedPostgres = {
  /** Address of the superuser, password included. */
  readonly url: string;
  readonly port: number;
  /** Of the process that runs now: another one after it was started anew. */
  readonly pid: number;
  /** For instance `18.4`. */
  readonly version: string;
  /** Whether it had been left running by an owner that was killed. */
  readonly adopted: boolean;
  /** Shuts it down cleanly, and gives up the directory. Calling it again waits for the same end. */
  stop(): Promise<void>;
};

/**
 * Starts a real PostgreSQL server in a directory and makes this process its owner.
 *
 * States of a directory: empty → (initialise, under another name) → stopped → (launch) → owned. `stop`
 * goes back to stopped. When the owner is killed the server stays: abandoned → (adopt) → owned.
 * A second owner is refused while the first lives. The server belongs to no terminal and keeps no
 * process alive: only `stop` ends it. A directory must not be shared by machines or containers,
 * because owners are known by their pid.
 *
 * @throws EmbeddedPostgresError with a `code` for each reason
 */
export async function startEmbeddedPostgres({
  directory,
  log = () => {},
  durable = true,
  revive = false,
}: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const binaries = await findBinaries();
  const layout = layoutOf(directory);
  await prepareDirectory(layout.directory);
  const claim = await claimDirectory(layout.directory);
  try {
    return await openServer(layout, claim, { binaries, log, durable, revive });
  } catch (error) {
    await claim.release();
    throw error;
  }
}

async function openServer(
  layout: Layout,
  claim: Claim,
  {
    binaries,
    log,
    durable,
    revive,
  }: Required<Omit<EmbeddedPostgresOptions, 'directory'>> & { binaries: Binaries },
): Promise<EmbeddedPostgres> {
  const seat = await chooseSeat(layout, binaries);
  const hasData = await hasUsableData(layout, seat.version);
  const password = await keepPassword(layout, { hasData, owner: seat.user.ids });
  const settings = serverSettings({ durable });
  const record = await readServerRecord(layout.record);
  const relaunch = async () =>
    launch(layout, seat, { record: await readServerRecord(layout.record), settings });
  const kept = (server: RunningServer): KeptServer =>
    revive
      ? keepRunning(server, { relaunch, log })
      : { current: () => server, letGo: async () => server };
  const adopted = record && (await adopt(layout, record, { password, settings, log }));
  if (adopted) return handOver(layout, claim, kept(adopted), { password, adopted: true });
  await removeUnfinished(layout);
  if (!hasData) {
    log(`Making a database in ${layout.directory}.`);
    await initialise(layout, seat, { durable });
  }
  const server = await launch(layout, seat, { record, settings });
  log(`PostgreSQL ${seat.version} runs as process ${server.process.pid} on port ${server.port}.`);
  return handOver(layout, claim, kept(server), { password, adopted: false });
}

async function handOver(
  layout: Layout,
  claim: Claim,
  { current, letGo }: KeptServer,
  { password, adopted }: { password: string; adopted: boolean },
): Promise<EmbeddedPostgres> {
  const stopCurrent = async () => stopServer((await letGo()).process);
  const { port } = current();
  const url = serverAddress(port, password);
  const version = await askVersion(url).catch(async (cause: unknown) => {
    await stopCurrent();
    throw new EmbeddedPostgresError(
      'start_failed',
      `PostgreSQL runs and does not answer with the password in ${layout.password}: ${messageOf(cause)}. ` +
        'If the password is wrong, restore that file from a backup.',
      { cause },
    );
  });
  let stopped: Promise<void> | undefined;
  const stop = async () => {
    await stopCurrent();
    await claim.release();
  };
  return {
    url,
    port,
    get pid() {
      return current().process.pid;
    },
    version,
    adopted,
    stop: () => (stopped ??= stop()),
  };
}
