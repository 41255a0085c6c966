import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readServerRecord, writeServerRecord } from './server-record.ts';

const record = { process: { pid: 7, startedAt: 'noon' }, port: 5432, settings: ['-c', 'a=b'] };

it('a record is read as it was written, and replaces the former one', async () => {
  const path = await makePath();
  await writeServerRecord(path, { ...record, port: 1 }, undefined);
  await writeServerRecord(path, record, undefined);

  expect(await readServerRecord(path)).toEqual(record);
  expect(await readdir(join(path, '..'))).toEqual(['server.json']);
});

it.each([
  ['empty', ''],
  ['cut short', '{"process":{"pid":'],
  ['of another shape', '{"pid":7}'],
  ['without a process', JSON.stringify({ ...record, process: { pid: 'seven' } })],
])('a record that is %s is as good as none', async (_, text) => {
  const path = await makePath();
  await writeFile(path, text);

  expect(await readServerRecord(path)).toBeUndefined();
});

it('a directory where no server was started has no record', async () => {
  expect(await readServerRecord(await makePath())).toBeUndefined();
});

async function makePath(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'kontor-record-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  return join(directory, 'server.json');
}
