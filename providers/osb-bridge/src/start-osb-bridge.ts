import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createProvider } from '@kontor/provider';
import { toNodeListener } from '@kontor/provider/node';
import {
  createLog,
  createVault,
  failureFacts,
  keepSecret,
  oneAtATime,
  serve,
  vaultKeyLength,
} from '@kontor/provider-process';
import { createBroker } from './broker/client.ts';
import { type Offers, productOf } from './catalog/offers.ts';
import { openCatalogue } from './catalog/open-catalogue.ts';
import type { OsbBridgeConfig } from './config.ts';
import { bridgeHandlers } from './handlers/handlers.ts';
import { type TendParts, tendAll } from './lifecycle/tend.ts';
import { answerStore } from './state/answers.ts';
import { openRecords } from './state/records.ts';
import { openStore } from './state/store.ts';

export type OsbBridge = {
  /** The base URL to register with the host. */
  readonly baseUrl: string;
  /** What to register there. */
  readonly products: () => readonly ReturnType<typeof productOf>[];
  /** What of the broker's catalogue is not sold, and why. */
  readonly unmapped: () => Offers['unmapped'];
  /** Looks after what is due, now. */
  readonly tend: () => Promise<void>;
  readonly refreshCatalogue: () => Promise<void>;
  /** Lets running calls end. What is under way goes on at the next start. */
  readonly stop: () => Promise<void>;
};

const usualPollMs = 5_000;
const mostPollingMs = 24 * 3_600_000;
const usualTimeoutMs = 60_000;
const catalogueEveryMs = 600_000;

/** Starts the bridge in this process. */
export async function startOsbBridge(config: OsbBridgeConfig): Promise<OsbBridge> {
  const {
    writeLog = () => {},
    clock = () => new Date(),
    dataDirectory,
    integration,
    host,
  } = config;
  const log = createLog(writeLog, clock);
  const broker = createBroker({
    ...config.broker,
    timeoutMs: config.broker.timeoutMs ?? usualTimeoutMs,
  });
  const { offersPaidPlans = false } = config;
  const catalogue = await openCatalogue(broker, { offersPaidPlans }, log);
  await mkdir(dataDirectory, { recursive: true, mode: 0o700 });
  const vault = createVault(await keepSecret(join(dataDirectory, 'vault-key'), vaultKeyLength));
  const store = openStore(dataDirectory);
  const records = openRecords(store, vault);
  const parts: TendParts = {
    ...{ broker, catalogue, records, clock, log, host },
    oneAtATime: oneAtATime(),
    pollEveryMs: config.pollEveryMs ?? usualPollMs,
    mostPollingMs: config.mostPollingMs ?? mostPollingMs,
  };
  const provider = createProvider({
    integration,
    host: {
      ...host,
      accessToken: async (id) => records.installations.get(id)?.accessToken,
    },
    handlers: bridgeHandlers(parts, { takesWebhooks: integration.clientSecret !== undefined }),
    idempotencyStore: answerStore(store, vault, clock),
    clock,
    onError: (error) => log('error', 'a call failed', failureFacts(error)),
  });
  const serving = await serve({
    port: config.port,
    listenAddress: config.listenAddress ?? '127.0.0.1',
    protocol: toNodeListener(provider),
    own: toNodeListener(async () =>
      Response.json({ status: 'ok', unmapped: catalogue.offers().unmapped }),
    ),
    console: undefined,
    log,
  });
  const tending = keepTending(parts, config.pollEveryMs);
  log('info', 'listening', { baseUrl: serving.baseUrl });
  return {
    baseUrl: serving.baseUrl,
    products: () => catalogue.offers().offers.map(productOf),
    unmapped: () => catalogue.offers().unmapped,
    tend: tending.run,
    refreshCatalogue: catalogue.refresh,
    stop: async () => {
      await serving.stop();
      await tending.stop();
      store.close();
      log('info', 'stopped');
    },
  };
}

/** Looks after everything every few seconds; with null it waits to be told. */
function keepTending(parts: TendParts, everyMs: number | null = usualPollMs) {
  let running: Promise<void> = Promise.resolve();
  const run = () => {
    running = running
      .then(() => tendAll(parts))
      .catch((error: unknown) =>
        parts.log('warn', 'nothing was looked after', failureFacts(error)),
      );
    return running;
  };
  const timers =
    everyMs === null
      ? []
      : [setInterval(run, everyMs), setInterval(parts.catalogue.refresh, catalogueEveryMs)];
  for (const timer of timers) timer.unref();
  return {
    run,
    stop: () => {
      for (const timer of timers) clearInterval(timer);
      return running;
    },
  };
}
