import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { createTracing } from '../../../src/tracing/create-tracing.ts';
import { dashboardFolder, openBrowser } from '../../dashboard/browser.ts';
import { type Belongings, furnish, publishedBy } from '../../isolation/belongings.ts';
import { startMailServer } from '../../mail/mail-server.ts';
import { startCollector } from '../../tracing/collector.ts';
import { startWorld, type World } from '../../world/world.ts';
import { plantByHand, plantInRubbish } from './plant-by-hand.ts';
import { plantByPeople, plantBySignOn } from './plant-by-people.ts';
import { type Planting, startPlanting } from './planted.ts';

/** A host in which everything secret was planted that it ever sees, with all that it tells of itself. */
export type Ground = Planting & {
  readonly world: World;
  /** What the team of the world has. */
  readonly theirs: Belongings;
  readonly mail: Awaited<ReturnType<typeof startMailServer>>;
  readonly collector: Awaited<ReturnType<typeof startCollector>>;
  readonly tracing: Awaited<ReturnType<typeof createTracing>>;
  readonly browser: Browser;
  /** A folder that is removed afterwards. */
  readonly folder: string;
};

/**
 * Opens it for the tests of the file that calls this at its top. They share it, and what each of them does
 * is searched by those below it.
 */
export function openGround(): () => Ground {
  let ground: Ground;
  beforeAll(async () => {
    ground = await open();
    await plantByHand(ground);
    await plantInRubbish(ground);
    await plantByPeople(ground);
    await plantBySignOn(ground);
  });
  afterAll(async () => {
    await ground.browser.close();
    await ground.world.close();
    await ground.mail.down();
    await ground.collector.stop();
    await rm(ground.folder, { recursive: true });
  });
  return () => ground;
}

async function open(): Promise<Ground> {
  const planting = startPlanting();
  const collector = await startCollector();
  const tracing = await createTracing(
    { url: collector.url, share: 1 },
    { role: 'all', onError: () => {} },
  );
  const folder = await mkdtemp(join(tmpdir(), 'kontor-canaries-'));
  const mail = await startMailServer();
  const world = await startWorld({
    rateLimits: null,
    logLevel: 'trace',
    metrics: true,
    tracing,
    mail: mail.settings,
    payments: { kind: 'test' },
    testClocks: 'owners',
    billingEveryMs: 3_600_000,
    dashboardFolder,
  });
  const browser = await openBrowser();
  const stage = await publishedBy(world, world.owner, world.team, 'first');
  const secret = (way: string) => [{ name: 'DATABASE_URL', value: planting.plant(way) }];
  stage.provider.secretsOfNew = () => secret('a secret of a new resource');
  stage.provider.rotate = () => ({ sync: true, secrets: secret('a secret that was rotated') });
  const theirs = await furnish(world, stage, 'acme');
  return { ...planting, world, theirs, mail, collector, tracing, browser, folder };
}
