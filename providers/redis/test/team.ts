import type { Bench } from '@kontor/check';
import type { Secret } from '@kontor/provider';
import { createClient } from '@redis/client';
import { onTestFinished } from 'vitest';

export type Secrets = Readonly<Record<string, string>>;

export function secretsIn(list: readonly Secret[]): Secrets {
  return Object.fromEntries(list.map(({ name, value }) => [name, value]));
}

/** A resource of a team that has just installed the integration. */
export async function newResource(
  bench: Bench,
  wanted: Parameters<Bench['provision']>[1] = {},
  installation?: Awaited<ReturnType<Bench['install']>>,
) {
  const into = installation ?? (await bench.install());
  const { id, secrets } = await bench.provision(into, wanted);
  const found = secretsIn(secrets);
  const { REDIS_URL: url = '', REDIS_PREFIX: prefix = '' } = found;
  return { installation: into, params: { resourceId: id }, id, url, prefix, secrets: found };
}

/** The application of a team: a real client with what the team was given. It ends with the test. */
export async function connect(url: string) {
  const client = createClient({ url, socket: { reconnectStrategy: false } });
  client.on('error', () => {});
  onTestFinished(() => {
    if (client.isOpen) client.destroy();
  });
  await client.connect();
  return client;
}

/** What the server says to one who signs in and asks to be told so. */
export async function answerTo(url: string): Promise<string> {
  const client = createClient({ url, socket: { reconnectStrategy: false } });
  client.on('error', () => {});
  try {
    await client.connect();
    return await client.ping();
  } catch (error) {
    return String(error);
  } finally {
    if (client.isOpen) client.destroy();
  }
}
