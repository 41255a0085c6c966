import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@kontor/embedded-postgres';
import { expect, it, onTestFinished } from 'vitest';
import { requireUsableServer } from '../src/database-admin.ts';
import { removeAbandonedServers } from '../src/database-leftovers.ts';

it('the server of a killed run goes; those of runs that live or only begin stay', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'kontor-leftovers-'));
  onTestFinished(() => rm(parent, { recursive: true }));
  const live = { directory: join(parent, 'kontor-test-postgres-live'), durable: false };
  const server = await startEmbeddedPostgres(live);
  onTestFinished(server.stop);
  await mkdir(join(parent, 'kontor-test-postgres-begins'));
  await mkdir(join(parent, 'of somebody else'));
  const url = await startAndKill(join(parent, 'kontor-test-postgres-killed'));
  await requireUsableServer(url);

  await removeAbandonedServers(parent);

  expect((await readdir(parent)).sort()).toEqual([
    'kontor-test-postgres-begins',
    'kontor-test-postgres-live',
    'of somebody else',
  ]);
  await expect(requireUsableServer(url)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await requireUsableServer(server.url);
});

/** Leaves a server behind, as a run does that is killed. Answers its address. */
async function startAndKill(directory: string): Promise<string> {
  const program = `
    import { startEmbeddedPostgres } from '@kontor/embedded-postgres';
    const [directory] = process.argv.slice(-1);
    const { url } = await startEmbeddedPostgres({ directory, durable: false });
    console.log(url);
    process.stdin.resume();`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, directory], {
    cwd: import.meta.dirname,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = await once(child.stdout.setEncoding('utf8'), 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
  return String(line).trim();
}
