import { statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { report } from './report.ts';
import { addCopies } from './scale/ballast.ts';
import { type Disk, readDisk, reportDisk } from './scale/disk.ts';
import { findWholeReads } from './scale/plans.ts';
import { makeRealTeam, makeRealTeams } from './scale/real-teams.ts';
import { type Timing, timeRequests } from './scale/requests.ts';
import { type BenchWorld, startBenchWorld } from './world.ts';

/** Of disk, with all that is kept of it and its part of what its team has. */
const BYTES_OF_RESOURCE = 7500;

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '1000,10000,100000' },
    /** Measures the disk alone, among the largest of the sizes. */
    disk: { type: 'boolean', default: false },
    /** How many each copied installation has; those that are asked have ten. */
    resources: { type: 'string', default: '10' },
  },
});
const resources = Number(values.resources);
if (!(resources >= 1 && resources <= 100)) {
  throw new Error(`--resources is "${values.resources}", and is a number from 1 to 100`);
}
const sizes = values.sizes.split(',').map(Number);
if (sizes.some((size, place) => !(size > (sizes[place - 1] ?? 0)))) {
  throw new Error(`--sizes is "${values.sizes}", and is numbers that grow, as 1000,100000`);
}

await assertRoom((sizes.at(-1) ?? 0) * resources * BYTES_OF_RESOURCE);

const world = await startBenchWorld({ recordsStatements: true });
const client = new pg.Client({ connectionString: world.databaseUrl });
await client.connect();
await client.query('set search_path = public, people');
try {
  await (values.disk ? measureDisk(world) : grow(world));
} finally {
  await client.end();
  await world.stop();
}

/** A disk that fills up takes the database with it, and that would show after an hour. */
async function assertRoom(bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(tmpdir());
  const free = bavail * bsize;
  if (bytes <= free) return;
  throw new Error(
    `These take some ${gigabytes(bytes)} GB of disk, and ${gigabytes(free)} are free where ` +
      `${tmpdir()} is. Ask for fewer (--sizes, --resources), or set TMPDIR to a place with room.`,
  );
}

function gigabytes(bytes: number): string {
  return (bytes / 1e9).toFixed(0);
}

async function measureDisk(world: BenchWorld): Promise<void> {
  const template = await makeRealTeam(world, 'template', resources);
  await client.query('vacuum full');
  const before = await readDisk(client);
  const size = sizes.at(-1) ?? 0;
  await addCopies(world.databaseUrl, template, { from: 0, to: size });
  await client.query('vacuum full');
  reportDisk(before, await readDisk(client), size);
}

/** One world that grows: the same requests of the same teams among ever more others. */
async function grow(world: BenchWorld): Promise<void> {
  const readers = await makeRealTeams(world, 'reader');
  const writers = await makeRealTeams(world, 'writer');
  const template = await makeRealTeam(world, 'template', resources);
  const measured: (readonly Timing[])[] = [];
  const disks: Disk[] = [];
  let present = 0;
  for (const size of sizes) {
    await addCopies(world.databaseUrl, template, { from: present, to: size });
    present = size;
    measured.push(await timeRequests(world, { readers, writers }));
    disks.push(await readDisk(client));
    console.log(`${size} installations are there and measured.`);
  }
  reportTimes(measured);
  const [least, most] = [disks[0], disks.at(-1)];
  if (least && most) reportDisk(least, most, present - (sizes[0] ?? 0));
  await reportPlans(world);
}

function reportTimes(measured: readonly (readonly Timing[])[]): void {
  const [smallest = []] = measured;
  const largest = measured.at(-1) ?? [];
  const growths = smallest.map(({ p50Rows, p99Rows }, index) => ({
    p50: (largest[index]?.p50Rows ?? Number.NaN) / p50Rows,
    p99: (largest[index]?.p99Rows ?? Number.NaN) / p99Rows,
  }));
  const rows = smallest.map(({ name }, index) => ({
    request: name,
    ...Object.fromEntries(sizes.map((size, place) => cellOf(size, measured[place]?.[index]))),
    'growth of p50, p99': `${shown(growths[index]?.p50)} ×, ${shown(growths[index]?.p99)} ×`,
  }));
  report(
    `The ten commonest requests among ${sizes.join(', ')} installations of ${resources} resources: p50, p99 in ms, and p50 in bare rows`,
    rows,
    `Against a bare row of the same server, asked in turn, the median of none grows by more than ${shown(Math.max(...growths.map(({ p50 }) => p50)))} ×.`,
  );
}

function cellOf(size: number, timing: Timing | undefined): [string, string] {
  const { p50Ms, p99Ms, p50Rows } = timing ?? {};
  return [`${size} installations`, `${shown(p50Ms)}, ${shown(p99Ms)}; ${shown(p50Rows)}`];
}

async function reportPlans({ statementsPath }: BenchWorld): Promise<void> {
  const { statements, found } = await findWholeReads(client, statementsPath);
  console.log(
    `\nOf ${statements} statements that the host sent, ${found.length} read a large table whole.`,
  );
  for (const each of found) console.log(`- ${each}`);
}

function shown(value = Number.NaN): string {
  return value.toFixed(value < 10 ? 2 : 0);
}
