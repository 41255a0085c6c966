import { createPublicKey } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import {
  generateKeys,
  type Level,
  playHost,
  type Registration,
  type Report,
  registration,
  runTrials,
} from '@kontor/check';
import { toNodeListener } from '@kontor/provider/node';
import { PATIENCE_MS } from '@kontor/testing';
import { type Fault, memoryProvider } from './provider/memory-provider.ts';
import { form } from './provider/store.ts';

export const integration = {
  clientId: 'oac_0123456789abcdefghijklmn',
  clientSecret: 'a-secret-of-the-integration',
} as const;

/** Making keys takes longer than judging, so they are made once. */
let keys: ReturnType<typeof generateKeys> | undefined;

export type JudgeOptions = {
  readonly level?: Level;
  readonly only?: readonly string[];
  /** Ends at the first trial that does not pass. */
  readonly isBrief?: boolean;
  /** Whether it is registered with plans that cover an installation. */
  readonly billsPerInstallation?: boolean;
  /** Instead of moving the provider's clock. */
  readonly elapse?: () => Promise<void>;
};

/** Judges the provider of the tests, with one fault or none, over HTTP on the loopback. */
export async function judge(
  fault?: Fault,
  {
    level = 'robust',
    only,
    isBrief = false,
    billsPerInstallation = false,
    elapse,
  }: JudgeOptions = {},
): Promise<Report> {
  keys ??= generateKeys();
  const host = await playHost({ ...integration, keys: await keys });
  let movedMs = 0;
  const clock = () => new Date(Date.now() + movedMs);
  const { issuer, url: apiUrl, tokens } = host;
  const sign = (claims: object) => tokens.sign(claims as Parameters<typeof tokens.sign>[0]);
  const { current, next } = await keys;
  const publicKeys = [current, next].map(({ kid, publicJwk }) => ({
    kid,
    key: createPublicKey({ key: { ...publicJwk }, format: 'jwk' }),
  }));
  const answer = memoryProvider(
    { host: { issuer, apiUrl }, integration, clock, sign, publicKeys },
    fault,
  );
  const server = createServer(toNodeListener(answer));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('There is no port.');
  const baseUrl = `http://127.0.0.1:${address.port}`;
  try {
    return await runTrials({
      host,
      subject: { ...registration.parse(registered(baseUrl)), billsPerInstallation, baseUrl },
      level,
      ...(only !== undefined && { only }),
      timeoutMs: 5_000,
      // a right one is waited for, and what a wrong one never tells is not
      patienceMs: fault === undefined ? PATIENCE_MS : 2_000,
      elapse:
        elapse ??
        (async (milliseconds) => {
          movedMs += milliseconds;
        }),
      onResult: ({ verdict }) => isBrief && (verdict === 'failed' || verdict === 'advised'),
    });
  } finally {
    server.close();
    server.closeAllConnections();
    await host.stop();
  }
}

function registered(baseUrl: string): Registration {
  return {
    ...integration,
    webhookUrl: `${baseUrl}/webhooks`,
    redirectLoginUrl: `${baseUrl}/sign-in`,
    capabilities: { transferable: true },
    products: [
      {
        slug: 'queues',
        metadataSchema: form as unknown as Registration['products'][number]['metadataSchema'],
        capabilities: { secretRotation: { maxDelayHours: 24 } },
        repl: { enabled: true, supportsReadOnlyMode: true },
        changedMetadata: { region: 'fra1', size: 'large' },
        replLines: { reads: 'length', writes: 'push one' },
      },
    ],
  };
}
