import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@kontor/embedded-postgres';
import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, describe, expect, test } from 'vitest';
import { eventually } from '../world/story.ts';
import { type KillableHost, useKillableHost } from './killable-host.ts';

const LANES = 6;

describe('a database server of its own that is killed and started again', () => {
  let directory: string;
  let server: EmbeddedPostgres;
  // registered before the host, so that it runs after that has ended
  afterAll(async () => {
    await server.stop();
    await rm(directory, { recursive: true });
  });
  const held = useKillableHost(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kontor-killed-postgres-'));
    server = await startEmbeddedPostgres({ directory });
    return { DATABASE_URL: server.url, KONTOR_LOG_LEVEL: 'silent' };
  });

  test('is told with 503 and Retry-After meanwhile, and nothing that was answered is lost', {
    timeout: 90_000,
  }, async () => {
    const load = await startLoad(held);
    process.kill(server.pid, 'SIGKILL');
    const refused = await eventually(async () => load.refused[0]);
    const ready = await fetch(`${held.url}/readyz`);
    await server.stop();
    server = await startEmbeddedPostgres({ directory });

    await load.expectNothingLost();

    expect(refused).toMatchObject({
      status: 503,
      retryAfter: '2',
      error: { code: 'unavailable', retryAfterSeconds: 2 },
    });
    expect([ready.status, ready.headers.get('retry-after')]).toEqual([503, '2']);
  });
});

describe('the embedded database that is killed', () => {
  const held = useKillableHost(async () => ({ DATABASE_URL: '', KONTOR_LOG_LEVEL: 'silent' }));

  test('is started again by the host, which answers the same requests as before', {
    timeout: 90_000,
  }, async () => {
    const load = await startLoad(held);
    const record = join(held.dataDirectory, 'postgres', 'server.json');
    process.kill(JSON.parse(await readFile(record, 'utf8')).process.pid, 'SIGKILL');
    await eventually(async () => load.refused.length > 0);

    await load.expectNothingLost();
  });
});

/** Clients that make projects one after the other, each repeating what was not answered. */
async function startLoad({ world }: KillableHost) {
  const { owner, team } = world;
  const params = { team };
  const refused: { status: number; retryAfter: string | null; error: unknown }[] = [];
  const made = new Map<string, string>();
  let count = 0;
  let isOver = false;

  async function make(): Promise<void> {
    count += 1;
    const name = `made-${count}`;
    await eventually(async () => {
      const answer = await owner.api(k.createProject, { params, body: { name } });
      if (answer.status === 201) made.set(name, answer.body.project.id);
      // it was made, and its answer was lost
      if (answer.status === 201 || answer.error.code === 'name_taken') return true;
      const { status } = answer;
      refused.push({ status, retryAfter: answer.headers.get('retry-after'), error: answer.error });
      return false;
    }, 60_000);
  }
  const lanes = Array.from({ length: LANES }, async () => {
    while (!isOver) await make();
  });
  await eventually(async () => made.size >= LANES);

  return {
    refused,
    /** Lets every client end what it asks for, and compares what they were told with what there is. */
    expectNothingLost: async () => {
      const before = made.size;
      await eventually(async () => made.size >= before + LANES, 60_000);
      isOver = true;
      await Promise.all(lanes);
      const { body } = await owner.api(k.listProjects, { params });
      const shown = new Map(body.projects.map(({ name, id }) => [name, id]));
      expect(Object.fromEntries(shown)).toMatchObject(Object.fromEntries(made));
      const statuses = new Set(refused.map(({ status }) => status));
      expect([...statuses]).toEqual([503]);
    },
  };
}
