import { expect, test } from 'vitest';
import { prepaidStory } from '../world/prepaid.ts';
import { eventually, install } from '../world/story.ts';
import { expectAccessible, loaded, signedIn } from './browser.ts';
import { findRouter } from './in-page.mjs';
import { openWorld } from './open-world.ts';

const { world, browser } = openWorld({ rateLimits: null });

test('the command palette is in reach of the keyboard as a whole, however long its list is', async () => {
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto(`/t/${world.team}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.getByRole('button', { name: 'Go to' }).click();
  const places = page.getByRole('menuitem');
  await places.nth(19).waitFor();
  await expectAccessible(page, 'palette');

  const isSeen = `(() => {
    const at = document.querySelector('[role=menuitem][data-focused]');
    const { left, top, bottom } = at.getBoundingClientRect();
    const shown = [top + 3, bottom - 3].map((y) => document.elementFromPoint(left + 3, y));
    return shown.every((each) => at.contains(each));
  })()`;
  for (const key of ['ArrowDown', 'ArrowUp']) {
    for (let step = 0; step < 25; step += 1) {
      await page.keyboard.press(key);
      await eventually(() => page.evaluate<boolean>(isSeen));
    }
  }
  await page.keyboard.press('Escape');
  await context.close();
});

test('Ctrl+K leads anywhere by name', async () => {
  const { page, context } = await signedIn(browser, world, world.owner);

  await page.keyboard.press('Control+k');
  await page.getByPlaceholder('Type a name').fill('proj');
  await page.getByRole('menuitem', { name: /Projects/ }).waitFor();
  await page.keyboard.press('Enter');

  await page.getByRole('heading', { name: 'Projects', level: 1 }).waitFor();
  await context.close();
});

test('Ctrl+K reaches every page, and what one begins has an address that is shared and gone back from', async () => {
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto(`/t/${world.team}`);
  await page.getByRole('heading', { name: 'Acme', level: 1 }).waitFor();
  await page.getByRole('heading', { name: 'What happened last' }).waitFor();
  await page.getByText('Under way').waitFor();
  await expectAccessible(page, 'overview');
  const routes = await page.evaluate(findRouter);
  const ofPages = routes
    .map((route) => route.replace('$team', world.team))
    .filter((route) => !route.includes('$') && route !== '/' && route !== '/claim-deployment');

  await page.keyboard.press('Control+k');
  const reached: string[] = [];
  for (const word of [
    'page',
    'Billing',
    'Settings',
    'Activity',
    'Agents',
    'account',
    'This host',
  ]) {
    await page.getByPlaceholder('Type a name').fill(word);
    await page.getByRole('menuitem', { name: word }).first().waitFor();
    const keys = await page.evaluate<string[]>(
      `[...document.querySelectorAll('[role=menuitem]')].map(({ dataset }) => dataset.key)`,
    );
    reached.push(...keys.map((key) => key.slice(key.indexOf('/'))));
  }
  expect(ofPages.filter((route) => !reached.includes(route))).toEqual([]);

  await page.getByPlaceholder('Type a name').fill('invite');
  await page.getByRole('menuitem', { name: /Invite somebody/ }).waitFor();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: /Invite/ });
  await dialog.waitFor();
  await page.reload();
  await dialog.waitFor();
  await page.goBack();
  await dialog.waitFor({ state: 'hidden' });
  await page.goForward();
  await dialog.waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  expect(new URL(page.url()).search).toBe('');
  await context.close();
});

test('what one does with a balance is listed once something is paid before it is used', async () => {
  const { page, context } = await signedIn(browser, world, world.owner);
  const balances = page.getByRole('menuitem', { name: /balance|top-up/i });
  const seeActions = async () => {
    await page.goto(`/t/${world.team}`);
    await page.getByRole('heading', { name: 'What happened last' }).waitFor();
    await loaded(page);
    await page.keyboard.press('Control+k');
    await page.getByPlaceholder('Type a name').fill('action');
    await page.getByRole('menuitem', { name: 'New limit' }).waitFor();
  };
  await seeActions();
  expect(await balances.allTextContents()).toEqual([]);

  await prepaidStory(world, await install(world)).prepaid();
  await seeActions();

  await balances.nth(1).waitFor();
  expect(await balances.allTextContents()).toEqual([
    'Buy balance action',
    'New top-up rule action',
  ]);
  await context.close();
});
