import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readDemo } from './start/demo.ts';
import { makePlace, type Place, startWorld } from './start/fakes/started-world.ts';
import { createHostClient } from './start/host-client.ts';
import { findRunningWorld } from './start/run-record.ts';

const LONG_MS = 240_000;
const recordedPage = fileURLToPath(new URL('../docs/tour.md', import.meta.url));
const STORY = [
  'A team with two projects',
  'Browse the catalogue',
  'Install the integration',
  'Choose a plan',
  'Provision a database',
  'Connect it to a project',
  'Pull the variables',
  'Use the database',
  'The provider changes the password',
  'Connect the same database to a second project',
  'Disconnect',
  'De-provision',
  'Uninstall',
  'Install it again',
  'Read what happened',
];

describe('the tour', { timeout: LONG_MS }, () => {
  it('starts a world where none runs, tells the whole story, and stops the world again', async () => {
    const place = await makePlace();
    const page = await pagePath();

    const { code, output } = await takeTour(place, ['--record', page]);

    expect({ code, output }).toMatchObject({ code: 0 });
    expect(await findRunningWorld(place.dataDirectory)).toBeUndefined();
    const written = await readFile(page, 'utf8');
    expect([...written.matchAll(/^## \d+\. (.+)$/gm)].map(([, title]) => title)).toEqual(STORY);
    for (const shown of [output, written]) await holdsNoSecret(shown, place);
    expect(written).not.toContain(place.dataDirectory);
    expect(
      lasting(written),
      'The tour tells something else than docs/tour.md: npm run tour -- --record docs/tour.md',
    ).toEqual(lasting(await readFile(recordedPage, 'utf8')));
  });

  it('goes through a running world, as often as one likes, and fails when something is wrong', async () => {
    const place = await makePlace();
    const world = startWorld(place, { program: 'real world' });
    await world.says('Kontor is running.');

    for (const _time of ['first', 'second']) {
      const { code, output } = await takeTour(place, ['--json']);
      expect({ code, output }).toMatchObject({ code: 0 });
      expect(JSON.parse(output)).toMatchObject({
        host: `http://localhost:${place.hostPort}`,
        failure: null,
        steps: STORY.map((title) => ({ title })),
      });
      await holdsNoSecret(output, place);
    }
    await unpublish(place);
    const { code, output } = await takeTour(place, []);

    expect(code).toBe(1);
    expect(output).toContain('✗ Browse the catalogue');
    expect(output).toContain('expected: the integration is listed with the product postgres');
    expect(await findRunningWorld(place.dataDirectory)).toMatchObject({ isReady: true });
  });
});

/** The lines of a page, without what is different each time: ids, times, ports, and what is random. */
function lasting(page: string): string[] {
  return page
    .replaceAll(/\b([a-z]+)_[0-9A-Za-z]{20,24}\b/g, '$1_…')
    .replaceAll(/\b(pg|kontor)_[0-9a-f]{20}(_[0-9a-f]{8})?\b/g, '$1_…')
    .replaceAll(/\b[0-9a-f]{64}\b|(?<=# seal )[0-9a-f]{16}|(?<="hint": ")\w{4}/g, '…')
    .replaceAll(/\b20\d\d-\d\d-\d\d(T[\d:.]+Z)?/g, '<time>')
    .replaceAll(/(?<=(localhost|127\.0\.0\.1):|PGPORT(=|": "))\d+/g, '…')
    .split('\n');
}

/** Runs `npm run tour` in a place, without what npm does around it. */
async function takeTour(
  { dataDirectory, hostPort, providerPort }: Place,
  args: readonly string[],
): Promise<{ code: number; output: string }> {
  const { DATABASE_URL: _, ...inherited } = process.env;
  const file = fileURLToPath(new URL('tour.ts', import.meta.url));
  const child = spawn(process.execPath, [file, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...inherited,
      KONTOR_DATA: dataDirectory,
      KONTOR_PORT: `${hostPort}`,
      KONTOR_PROVIDER_PORT: `${providerPort}`,
    },
  });
  onTestFinished(() => void child.kill('SIGTERM'));
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
  return { code, output };
}

/** No credential of the demo or the provider stands there, and no address with its password. */
async function holdsNoSecret(shown: string, { dataDirectory }: Place): Promise<void> {
  const { person, token, integration } = (await readDemo(dataDirectory)) ?? {};
  const adminToken = await readFile(join(dataDirectory, 'provider', 'admin-token'), 'utf8');
  const secrets = [person?.password, token, integration?.clientSecret, adminToken.trim()];
  for (const secret of secrets) {
    expect(secret).toBeTruthy();
    expect(shown.includes(secret ?? '')).toBe(false);
  }
  const passwords = [
    ...[...shown.matchAll(/postgres:\/\/[^:/\s]+:([^@\s]*)@/g)].map(([, password]) => password),
    ...[...shown.matchAll(/PGPASSWORD(?:=|": ")([^"\s\\]*)/g)].map(([, password]) => password),
  ];
  expect(new Set(passwords)).toEqual(new Set(['••••']));
}

async function unpublish({ dataDirectory, hostPort }: Place): Promise<void> {
  const { token = '' } = (await readDemo(dataDirectory)) ?? {};
  const call = createHostClient({
    url: `http://127.0.0.1:${hostPort}`,
    credential: { token },
  });
  await call(kontorEndpoints.withdrawListing, {
    params: { team: 'kontor-labs', integration: 'kontor-postgres' },
  });
}

async function pagePath(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kontor-page-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return join(folder, 'tour.md');
}
