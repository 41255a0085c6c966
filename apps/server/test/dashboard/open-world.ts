import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { startWorld, type World, type WorldOptions } from '../world/world.ts';
import { dashboardFolder, openBrowser } from './browser.ts';

/**
 * A world that has the dashboard, and a browser to see it in, for the tests of the file that calls this at
 * its top; both are there before the hooks and tests that the file has below.
 *
 * @param options of the world; a function where they are known no sooner than the hooks above have run
 */
export function openWorld(options: WorldOptions | (() => WorldOptions) = {}) {
  const world = {} as World;
  let opened: Browser;
  beforeAll(async () => {
    const given = typeof options === 'function' ? options() : options;
    Object.assign(world, await startWorld({ dashboardFolder, ...given }));
    opened = await openBrowser();
  });
  afterAll(async () => {
    await opened?.close();
    await world.close();
  });
  const browser: Pick<Browser, 'newContext' | 'newPage'> = {
    newContext: (context) => opened.newContext(context),
    newPage: (context) => opened.newPage(context),
  };
  return { world, browser };
}
