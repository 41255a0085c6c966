import { readdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { claimDirectory } from '../src/claim.ts';
import { stopAbandonedPostgres } from '../src/index.ts';
import { makeDirectory, query, start, startBystander, startHost, useDatabase } from './world.ts';

const database = useDatabase();

it('a second start is refused with the pid of the owner, in another process as in the same', async () => {
  const { directory } = database;
  const host = startHost(directory);
  const { started } = await host.report();

  await expect(start({ directory })).rejects.toMatchObject({
    code: 'already_running',
    ownerPid: host.pid,
    message: expect.stringContaining(`${host.pid}`),
  });
  expect(await query(started?.url ?? '', 'select 1')).toEqual([1]);
  expect(await host.stop()).toBe(0);

  const server = await start({ directory });
  await expect(start({ directory })).rejects.toMatchObject({ ownerPid: process.pid });
  expect(server.adopted).toBe(false);
});

it('of many starts at the same time one wins and the others are refused', async () => {
  const { directory } = database;

  const attempts = await Promise.allSettled([1, 2, 3, 4].map(() => start({ directory })));

  const refused = attempts.flatMap((attempt) =>
    attempt.status === 'rejected' ? [attempt.reason] : [],
  );
  expect(refused.map(({ code }) => code)).toEqual(Array(3).fill('already_running'));
});

it('of many who follow a dead owner one wins', async () => {
  const directory = await makeDirectory();
  await symlink('4194303 started long ago', join(directory, 'owner.41'));

  const attempts = await Promise.allSettled(
    [1, 2, 3, 4, 5, 6].map(() => claimDirectory(directory)),
  );

  const claims = attempts.flatMap((attempt) =>
    attempt.status === 'fulfilled' ? [attempt.value] : [],
  );
  onTestFinished(async () => void (await Promise.all(claims.map((claim) => claim.release()))));
  expect(claims).toHaveLength(1);
  expect(await readdir(directory)).toEqual(['owner.42']);
});

it('giving up ownership takes a new name, so that one who looked before cannot win late', async () => {
  const directory = await makeDirectory();
  for (let round = 1; round <= 3; round += 1) {
    await (await claimDirectory(directory)).release();
  }

  expect(await readdir(directory)).toEqual(['owner.6']);
});

it('a process that has got the pid of a dead owner does not count as the owner', async () => {
  const directory = await makeDirectory();
  const bystander = await startBystander();
  await symlink(`${bystander.pid} another start time`, join(directory, 'owner.1'));

  const claim = await claimDirectory(directory);

  await claim.release();
  expect(bystander.isAlive()).toBe(true);
});

it('an abandoned server can be stopped without a new owner', async () => {
  const { directory } = database;
  const host = startHost(directory);
  const { started } = await host.report();
  await expect(stopAbandonedPostgres(directory)).rejects.toMatchObject({ ownerPid: host.pid });
  await host.kill();

  expect(await stopAbandonedPostgres(directory)).toBe('stopped');
  expect(await stopAbandonedPostgres(directory)).toBe('not_running');
  await expect(query(started?.url ?? '', 'select 1')).rejects.toMatchObject({
    code: 'ECONNREFUSED',
  });
});

it('a directory that nobody ever owned is left alone', async () => {
  const directory = await makeDirectory();

  expect(await stopAbandonedPostgres(directory)).toBe('unclaimed');
  expect(await readdir(directory)).toEqual([]);
});
