import { randomBytes } from 'node:crypto';
import { awaitAnswer } from './await-answer.ts';
import { type Demo, readDemo, writeDemo } from './demo.ts';
import { hostProgram, type Programs, providerProgram } from './programs.ts';
import type { StartSettings } from './settings.ts';
import type { Supervisor } from './supervisor.ts';
import type { Terminal } from './terminal.ts';

export type BringUpOptions = {
  readonly settings: StartSettings;
  readonly programs: Programs;
  readonly supervisor: Supervisor;
  readonly terminal: Terminal;
  /** Aborted when there is no point in going on. */
  readonly signal: AbortSignal;
};

type Integration = NonNullable<Demo['integration']>;

/**
 * Starts host and provider and waits until both answer. The first time it fills the host with the
 * demo; later it leaves that as people have changed it, and only tells where the provider is now.
 */
export async function bringUp(options: BringUpOptions): Promise<Demo> {
  const { settings, programs, supervisor, signal } = options;
  const known = (await readDemo(settings.dataDirectory)) ?? newDemo();
  await supervisor.start(hostProgram(settings, programs));
  const startProvider = (integration: Integration) =>
    supervisor.start(providerProgram(settings, programs, integration));
  // Known credentials spare the wait for the host.
  if (known.integration) await startProvider(known.integration);
  await awaitAnswer('host', new URL('/healthz', settings.hostAddress).href, signal);
  const demo = (await isKnownToHost(known, options))
    ? await withProviderMoved(known, options)
    : await seed(known, options, startProvider);
  await awaitProvider(options);
  return demo;
}

/** A complete demo counts only in the host, and in the database, where it was made. */
async function isKnownToHost(
  { token, isComplete }: Demo,
  { settings, signal }: BringUpOptions,
): Promise<boolean> {
  if (!isComplete || !token) return false;
  const response = await fetch(new URL('/kontor/v1/me', settings.hostAddress), {
    headers: { authorization: `Bearer ${token}` },
    signal,
  });
  await response.arrayBuffer();
  return response.ok;
}

async function withProviderMoved(demo: Demo, options: BringUpOptions): Promise<Demo> {
  const { settings, signal } = options;
  const { token, integration } = demo;
  if (!token || !integration || integration.baseUrl === settings.providerUrl) return demo;
  const { moveProvider, createHostClient } = await loadSeeding();
  const call = createHostClient({ url: settings.hostAddress, signal, credential: { token } });
  const moved = await moveProvider(integration, { call, baseUrl: settings.providerUrl });
  const current = { ...demo, integration: moved };
  await writeDemo(settings.dataDirectory, current);
  return current;
}

async function seed(
  known: Demo,
  options: BringUpOptions,
  startProvider: (integration: Integration) => Promise<void>,
): Promise<Demo> {
  const { settings, supervisor, terminal, signal } = options;
  terminal.say('Making the demo: a person, two teams, and a provider with a product …');
  const { seedDemo } = await loadSeeding();
  return seedDemo(known, {
    url: settings.hostAddress,
    origin: new URL(settings.hostUrl).origin,
    providerUrl: settings.providerUrl,
    signal,
    save: (demo) => writeDemo(settings.dataDirectory, demo),
    startProvider: async (integration) => {
      if (integration.clientSecret !== known.integration?.clientSecret) {
        await supervisor.end('provider');
        await startProvider(integration);
      }
      await awaitProvider(options);
    },
  });
}

/** Loaded when it is needed, because a start with a complete demo should not wait for it. */
async function loadSeeding() {
  return { ...(await import('./seed-demo.ts')), ...(await import('./host-client.ts')) };
}

function awaitProvider({ settings, signal }: BringUpOptions): Promise<void> {
  return awaitAnswer('provider', new URL('/healthz', settings.providerUrl).href, signal);
}

function newDemo(): Demo {
  return {
    person: {
      name: 'Ada',
      email: 'ada@kontor.localhost',
      password: randomBytes(12).toString('base64url'),
    },
    isComplete: false,
  };
}
