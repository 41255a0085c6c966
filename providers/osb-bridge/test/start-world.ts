import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchFor, generateKeys, playHost, registration } from '@kontor/check';
import { startOsbBridge } from '@kontor/provider-osb-bridge';
import { credentials, startBroker } from './broker-fixture.ts';

export const integration = {
  clientId: 'oac_0123456789abcdefghijklmn',
  clientSecret: 'a-secret-of-the-integration',
} as const;

/** A host, a broker and the bridge between them, on a clock that the test moves. */
export async function startWorld() {
  let aheadMs = 0;
  const clock = () => new Date(Date.now() + aheadMs);
  const host = await playHost({ ...integration, keys: await generateKeys(), clock });
  const broker = await startBroker();
  const dataDirectory = await mkdtemp(join(tmpdir(), 'kontor-provider-osb-'));
  const log: string[] = [];
  let bridge = await start();
  const { baseUrl } = bridge;
  const port = Number(new URL(baseUrl).port);
  const registered = registration.parse({
    ...integration,
    webhookUrl: `${baseUrl}/webhooks`,
    products: [
      { ...bridge.products()[0], billingPlanId: 'plan-small', metadata: { region: 'fra' } },
    ],
  });

  return {
    host,
    broker,
    log,
    dataDirectory,
    bench: benchFor(host, { ...registered, baseUrl }),
    bridge: () => bridge,
    start,
    /** Lets time pass, and the bridge look after what is due then. */
    pass: async (milliseconds: number) => {
      aheadMs += milliseconds;
      await bridge.tend();
    },
    restart: async () => {
      await bridge.stop();
      bridge = await start(port);
    },
    stop: async () => {
      await bridge.stop();
      await broker.stop();
      await host.stop();
      await rm(dataDirectory, { recursive: true });
    },
  };

  function start(onPort = 0) {
    return startOsbBridge({
      port: onPort,
      dataDirectory,
      broker: { url: broker.url, ...credentials, timeoutMs: 300 },
      host: { issuer: host.issuer, apiUrl: host.url },
      integration,
      pollEveryMs: null,
      writeLog: (line) => log.push(line),
      clock,
    });
  }
}

export type World = Awaited<ReturnType<typeof startWorld>>;
