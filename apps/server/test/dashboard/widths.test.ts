import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { expectAccessible, signedIn, sizes } from './browser.ts';
import { furnish } from './furnished.ts';
import { hostPages } from './host-pages.ts';
import { findRouter, flawsInPage, partsOfPage } from './in-page.mjs';
import { lastingFlaws, MOST_LETTERS } from './layout.ts';
import { openWorld } from './open-world.ts';

/** A phone, and a screen of 3840 by 2160. The height changes nothing but how long drawing takes. */
const widths = {
  phone: { width: 360, height: 740 },
  '4K': { width: 3840, height: 740 },
} as const;

const { world, browser } = openWorld({
  payments: { kind: 'test' },
  rateLimits: null,
  // what is to be paid stays so, however long the pages are looked at
  billingEveryMs: 3_600_000,
});

/** A page of the owner of a team that has something everywhere, made once. */
function furnished() {
  ready ??= furnish(world).then(async (places) => {
    const { page } = await signedIn(browser, world, world.owner);
    return { places, page, routes: await page.evaluate(findRouter) };
  });
  return ready;
}
let ready: Promise<{
  readonly places: Readonly<Record<string, string>>;
  readonly page: Page;
  readonly routes: readonly string[];
}>;

test('every dialog that begins something is open at its address, until it is closed', async () => {
  const { places, page } = await furnished();
  const params = { team: world.team };
  const { resource = '', project = '' } = places;
  const [connections, rules, members, variables] = await Promise.all([
    world.owner.api(k.listConnections, { params: { ...params, resource } }),
    world.owner.api(k.listTopUpRules, { params }),
    world.owner.api(k.listMembers, { params }),
    world.owner.api(k.listVariables, { params: { ...params, project } }),
  ]);
  await world.owner.api(k.createEnvironment, {
    params: { ...params, project },
    body: { slug: 'staging' },
  });
  const member = members.body.members.find(({ role }) => role === 'developer')?.userId;
  const dialogs: Readonly<Record<string, readonly string[]>> = {
    '/t/$team/resources/$resource': [
      'connect',
      `change-connection&of=${connections.body.connections[0]?.id}`,
      'change-plan',
      'hand-over',
      'delete',
    ],
    '/t/$team/installations/$installation': ['hand-over', 'uninstall'],
    '/t/$team/projects': ['new-project'],
    '/t/$team/projects/$project': [
      'add-variable',
      `edit-variable&of=${variables.body.variables[0]?.id}`,
    ],
    '/t/$team/projects/$project/settings': [
      'add-environment',
      'change-environment&of=staging',
      'remove-environment&of=staging',
      'hand-over',
      'delete',
    ],
    '/t/$team/billing/invoices/$invoice': ['why&of=items[0]', 'pay'],
    '/t/$team/billing/balances': ['buy-balance'],
    '/t/$team/billing/limits': ['new-limit', 'change-limit&of=team'],
    '/t/$team/billing/payment-methods': ['add-payment-method'],
    '/t/$team/billing/top-ups': [
      'new-rule',
      `change-rule&of=${rules.body.topUpRules[0]?.resourceId}`,
    ],
    '/t/$team/settings/members': [
      'invite',
      'add-member',
      `change-role&of=${member}`,
      `remove-member&of=${member}`,
    ],
    '/t/$team/settings/tokens': ['new-token'],
    '/t/$team/settings/webhooks': ['new-webhook'],
    '/t/$team/agents': ['new-agent'],
    '/t/$team/integrations': ['register'],
  };
  const dialog = page.getByRole('dialog');
  for (const [route, names] of Object.entries(dialogs)) {
    for (const name of names) {
      await page.evaluate(`goTo(${JSON.stringify(`${addressOf(route, places)}?open=${name}`)})`);
      await dialog.waitFor();
      // whatever is sent can be called off beside it
      if (!name.startsWith('why')) await dialog.getByRole('button', { name: 'Cancel' }).waitFor();
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      expect(new URL(page.url()).search, name).toBe('');
    }
  }
  const gone = `${addressOf('/t/$team/projects/$project', places)}?open=edit-variable&of=var_none`;
  await page.evaluate(`goTo(${JSON.stringify(gone)})`);
  await page.getByRole('button', { name: 'Add a variable' }).waitFor();
  expect(await dialog.count()).toBe(0);
});

test('the pages that the host itself serves are as whole, and break no rule of WCAG', async () => {
  const { places, page } = await furnished();
  const pages = await hostPages(world, places);
  const stranger = await browser.newContext({ baseURL: world.url, viewport: sizes.desk });
  const own = await page.context().newPage();

  const flaws: string[] = [];
  for (const [visitor, those] of [
    [await stranger.newPage(), pages.signedOut],
    [own, pages.signedIn],
  ] as const) {
    for (const [name, address] of Object.entries(those)) {
      await visitor.goto(address);
      await expectAccessible(visitor, name, ['dark', 'phone']);
      for (const size of Object.values(widths)) {
        await visitor.setViewportSize(size);
        const found = await visitor.evaluate(flawsInPage, MOST_LETTERS);
        flaws.push(...found.map((flaw) => `${name}: ${flaw}`));
      }
    }
  }

  expect(flaws).toEqual([]);
  await own.close();
  await stranger.close();
});

/** Pages of a team but the form of a new resource, whose plans stand on the page of the integration too. */
const isReadInTeam = (route: string) =>
  route.startsWith('/t/$team') && route !== '/t/$team/catalog/$integration/new';

/** What of the pages of a suspended team is not there, as it is all about a change. */
const aboutChanges = [
  'Actions',
  'General',
  'Hand this project to another team',
  'Delete this project',
];

test('on no page anything is cut off, covered, broken or too long to read, on a phone or on a screen of 3840 by 2160, and a suspended team reads it all', {
  timeout: 240_000,
}, async () => {
  const { places, page, routes } = await furnished();
  expect(routes.length).toBeGreaterThan(60);

  const flaws: string[] = [];
  const parts = new Map<string, readonly string[]>();
  let order = Object.entries(widths);
  for (const route of routes) {
    await page.evaluate(`goTo(${JSON.stringify(addressOf(route, places))})`);
    for (const [name, size] of order) {
      await page.setViewportSize(size);
      const found = await lastingFlaws(page);
      flaws.push(...found.map((flaw) => `${name} ${route}: ${flaw}`));
    }
    parts.set(route, await page.evaluate(partsOfPage));
    // the next one is first seen at the width that the window has
    order = order.toReversed();
  }

  expect(flaws).toEqual([]);
  const params = { team: world.team };
  await world.owner.api(k.suspendTeam, { params, body: { reason: 'The bills are disputed.' } });
  await page.getByRole('note').getByText('The bills are disputed.').waitFor();
  const hidden: string[] = [];
  for (const route of routes.filter(isReadInTeam)) {
    await page.evaluate(`goTo(${JSON.stringify(addressOf(route, places))})`);
    const left = await page.evaluate(partsOfPage);
    const gone = parts.get(route)?.filter((part) => !left.includes(part)) ?? [];
    hidden.push(
      ...gone.filter((part) => !aboutChanges.includes(part)).map((part) => `${route}: ${part}`),
    );
  }
  expect(hidden).toEqual([]);
});

test('what is wrong with how a page is laid out is seen', async () => {
  const page = await browser.newPage({ viewport: widths.phone });
  const found = async (body: string) => {
    await page.setContent(`<style>body { margin: 0; font: 14px monospace }</style>${body}`);
    return page.evaluate(flawsInPage, 40);
  };

  expect(await found('<p>fine</p><button>this too</button>')).toEqual([]);
  expect(await found('<p style="width: 400px">wide</p>')).toEqual(['scrolls sideways: 400 in 360']);
  expect(await found('<p style="width: 20px; overflow: clip">longer</p>')).toEqual([
    'p “longer” is cut by p.',
  ]);
  expect(await found('<p>text</p><button style="margin-top: -30px">over</button>')).toEqual([
    'p “text” overlaps button “over”',
    'p “text” overlaps button “over”',
  ]);
  expect(await found('<p style="width: 20px; overflow-wrap: anywhere">two</p>')).toEqual([
    '“two” is broken in “two”',
  ]);
  expect(await found('<p>a line of far more than forty letters of text</p>')).toEqual([
    expect.stringContaining('of text” is a line of '),
  ]);
  const nav = '<nav style="width: 50px; overflow: auto"><pre>far away<a aria-current=page>here';
  expect(await found(nav)).toEqual(['a “here” is the current one, and out of sight']);
  await page.close();
});

/** Where a page is that is written with its places, of which a new one has to be put into the world first. */
function addressOf(route: string, places: Readonly<Record<string, string>>): string {
  return route.replace(/\$(\w+)/g, (_, name: string) => {
    if (places[name] === undefined) throw new Error(`No page of the tests has a ${name}: ${route}`);
    return encodeURIComponent(places[name]);
  });
}
