import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { EmbeddedPostgresError } from '@kontor/embedded-postgres';
import type { Logger } from 'pino';
import type { Config } from './config/config.ts';
import { ConfigError, readConfig, shownSettings } from './config/read-config.ts';
import { openDefaultDatabase } from './default-database.ts';
import { createHost, type Host } from './host.ts';
import { createLog } from './log.ts';
import { MigrationError, migrate } from './postgres/migrate.ts';
import { createTracing } from './tracing/create-tracing.ts';
import { VaultError } from './vault/key-wrapper.ts';
import { KeyringError } from './vault/keyring-file.ts';

/** Exit status for a start that cannot succeed as it is configured. */
const MISCONFIGURED = 2;
/** How long a graceful end may take, once clients have been sent away, before the process ends regardless. */
const GRACE_MS = 30_000;
const DASHBOARD_FOLDER = fileURLToPath(new URL('../../dashboard/dist', import.meta.url));
const DOCS_FOLDER = fileURLToPath(new URL('../../../docs', import.meta.url));

await main();

async function main(): Promise<void> {
  const config = configOrExit();
  const log = createLog(config.logLevel);
  const started: Started = { closers: [] };
  stopOnSignals(started, log);
  try {
    await start(config, log, started);
  } catch (error) {
    explain(error, config, log);
    await closeAll(started);
    process.exit(1);
  }
}

/** What is running, in the order in which it was started, and how it takes leave of its clients. */
type Started = { readonly closers: (() => Promise<void>)[]; drain?: () => Promise<void> };

async function start(config: Config, log: Logger, started: Started): Promise<void> {
  const { closers } = started;
  await mkdir(config.dataDirectory, { recursive: true, mode: 0o700 });
  const database = await openDefaultDatabase(config, log);
  closers.push(database.close);
  const applied = await migrate(database.url);
  if (applied.length > 0) log.info({ applied }, 'the database has the newest schema');
  const host: Host = await createHost({
    ...config,
    settings: shownSettings(),
    databaseUrl: database.url,
    dashboardFolder: DASHBOARD_FOLDER,
    docsFolder: DOCS_FOLDER,
    log,
    metrics: config.metrics !== null,
    tracing: await createTracing(config.traces, {
      role: config.role,
      onError: (err) => log.warn({ err }, 'traces are lost'),
    }),
    ...(config.secret === null ? {} : { sessionSecret: config.secret }),
  });
  closers.push(host.close);
  started.drain = () => host.drain(config.drainSeconds * 1000);
  await host.app.listen({ host: config.host, port: config.port });
  if (config.metrics) await host.metricsServer?.listen(config.metrics);
  host.start();
  log.info({ url: config.url, database: database.kind, role: config.role }, 'the host is up');
  process.send?.({ kind: 'listening', url: config.url });
}

function configOrExit(): Config {
  try {
    return readConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(MISCONFIGURED);
  }
}

/** Ends on a signal, and when the process that supervises this one is gone. A second signal hurries. */
function stopOnSignals(started: Started, log: Logger): void {
  let isStopping = false;
  const end = async () => {
    await started.drain?.();
    setTimeout(() => process.exit(1), GRACE_MS).unref();
    await closeAll(started);
  };
  const stop = (why: string) => {
    if (isStopping) process.exit(1);
    isStopping = true;
    log.info({ why }, 'the host ends');
    end().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'the host did not end cleanly');
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', () => stop('SIGINT'));
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.once('disconnect', () => stop('the supervisor is gone'));
}

async function closeAll({ closers }: Started): Promise<void> {
  for (const close of closers.splice(0).reverse()) await close();
}

/** Says in one sentence why the start failed and what to do, where that is known. */
function explain(error: unknown, config: Config, log: Logger): void {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') {
    const [port, name] =
      portOf(error) === config.metrics?.port
        ? [config.metrics?.port, 'KONTOR_METRICS_PORT']
        : [config.port, 'KONTOR_PORT'];
    process.stderr.write(
      `Port ${port} is in use by another program. Stop it, or set ${name} to a free port.\n`,
    );
  } else if (
    error instanceof EmbeddedPostgresError ||
    error instanceof MigrationError ||
    error instanceof KeyringError ||
    error instanceof VaultError
  ) {
    process.stderr.write(`${error.message}\n`);
  } else {
    log.fatal({ err: error }, 'the host cannot start');
  }
}

function portOf(error: unknown): unknown {
  return error instanceof Error && 'port' in error ? error.port : undefined;
}
