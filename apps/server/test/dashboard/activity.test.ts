import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { eventually, install, project, provision } from '../world/story.ts';
import { expectAccessible, scrolledUntil, signedIn } from './browser.ts';
import { openWorld } from './open-world.ts';

const { world, browser } = openWorld();

test('what happened is shown with who did it, narrowed, and looked at closely', async () => {
  const installation = await install(world);
  await provision(world, installation, { name: 'orders' });
  await project(world, 'storefront');
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto(`/t/${world.team}/activity`);
  const events = page.getByRole('region', { name: 'Events' });
  await events
    .getByRole('row', { name: /A project was created: storefront.*Ada.*token/ })
    .waitFor();
  await events.getByRole('link', { name: 'orders' }).first().waitFor();
  await expectAccessible(page, 'activity');

  await page.getByRole('button', { name: /Who/ }).click();
  await page.getByRole('option', { name: 'Providers' }).click();
  await events.getByText('A project was created').waitFor({ state: 'hidden' });
  await page.goBack();
  await page.getByRole('button', { name: /What/ }).click();
  await page.getByRole('option', { name: 'Anything about projects' }).click();
  await events.getByText('A resource was made').waitFor({ state: 'hidden' });
  expect(new URL(page.url()).searchParams.get('type')).toContain('project.*');

  await project(world, 'live');
  await events.getByRole('link', { name: 'live' }).waitFor();
  await events.getByRole('button', { name: 'A project was created: storefront' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('project.created').waitFor();
  await expectAccessible(page, 'activity-event');
  await dialog.getByRole('link', { name: 'Everything about this project' }).click();
  await events.getByRole('link', { name: 'live' }).waitFor({ state: 'hidden' });
  await events.getByRole('link', { name: 'storefront' }).waitFor();
  await context.close();
});

test('operations are shown with what they are about and how they ended', async () => {
  const { body } = await world.owner.api(k.listInstallations, { params: { team: world.team } });
  const installation = body.installations[0]?.id ?? '';
  world.provider.refuse = () => 'No more databases today';
  await world.owner.api(k.createResource, {
    params: { team: world.team, installation },
    body: { product: 'db', name: 'refused', metadata: { region: 'fra1' } },
  });
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto(`/t/${world.team}/activity`);

  await page.getByRole('link', { name: 'Operations' }).click();

  const operations = page.getByRole('region', { name: 'Operations' });
  await operations.getByRole('row', { name: /provision orders succeeded/ }).waitFor();
  await operations.getByRole('row', { name: /failed.*No more databases/ }).waitFor();
  await expectAccessible(page, 'operations');
  await page.getByRole('button', { name: /State/ }).click();
  await page.getByRole('option', { name: 'Running' }).click();
  await page.getByText('None is in this state').waitFor();
  await context.close();
});

test('ten thousand events and ten thousand resources scroll, and only those in sight are in the page', async () => {
  const [made] = (await world.owner.api(k.listTeamResources, { params: { team: world.team } })).body
    .resources;
  await world.database.read(
    `with head as (
       update event_head h set sequence = h.sequence + 10000 from resource r
       where r.team_id = h.team_id and r.resource_id = $1
       returning h.team_id, h.sequence - 10000 as last)
     insert into event
     select team_id, last + n, (select ${numbered('event_id')} from event e limit 1),
       'project.created', now(), '{"kind": "system"}', '{}', null, jsonb_build_object('name', 'many-' || n), '', ''
     from head, generate_series(1, 10000) n`,
    [made?.id],
  );
  await world.database.read(
    `insert into resource select (jsonb_populate_record(r, jsonb_build_object(
       'resource_id', ${numbered('resource_id')}, 'external_id', r.external_id || n,
       'name', 'many-' || n))).*
     from resource r, generate_series(1, 10000) n where r.resource_id = $1`,
    [made?.id],
  );
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto(`/t/${world.team}/activity`);
  const events = page.getByRole('region', { name: 'Events' });
  await events.getByText('many-10000', { exact: true }).waitFor();
  for (const seen of [9_900, 9_800]) {
    await scrolledUntil(page, async () => (await lowest(events)) <= seen);
    expect(await events.getByRole('row').count()).toBeLessThan(100);
  }
  // what happens now stands at the top, and those who scrolled keep their place
  await project(world, 'newest');
  await page.evaluate('scrollTo(0, 0)');
  await events.getByRole('link', { name: 'newest' }).waitFor();
  await expectAccessible(page, 'activity-many');

  await page.goto(`/t/${world.team}/resources`);
  const resources = page.getByRole('region', { name: 'Resources' });
  await resources.getByRole('link').first().waitFor();
  expect(await page.locator('table').getAttribute('aria-rowcount')).toBe('10002');
  // by keyboard alone
  await resources.focus();
  await page.keyboard.press('End');
  await resources.locator('[aria-rowindex="10002"]').waitFor();
  expect(await resources.getByRole('row').count()).toBeLessThan(100);
  await resources.getByRole('link').last().focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: /many-|orders/ }).waitFor();
  await page.goBack();
  await resources.getByRole('link').first().waitFor();
  await page.keyboard.press('Home');
  await resources.locator('[aria-rowindex="2"]').waitFor();
  // no row on the way has ended it before the start
  await eventually(async () => (await page.evaluate('scrollY')) === 0);
  await expectAccessible(page, 'resources-many');
  await context.close();
});

/** An id like those of a column, with a number in it. */
function numbered(column: string): string {
  return `left(${column}, -6) || lpad(n::text, 6, '0')`;
}

/** The smallest number of those that are in the page. */
async function lowest(events: Locator): Promise<number> {
  const names = await events.getByText(/^many-\d+$/).allTextContents();
  return Math.min(...names.map((name) => Number(name.slice('many-'.length))));
}
