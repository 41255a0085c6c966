import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { beforeAll, expect, test } from 'vitest';
import { eventually } from '../world/story.ts';
import { expectAccessible, signedIn } from './browser.ts';
import { openWorld } from './open-world.ts';

const { world, browser } = openWorld({ answerWithinMs: 500 });
beforeAll(async () => {
  await world.owner.api(k.putProduct, {
    params: { team: world.team, integration: world.integration.id, product: 'every' },
    body: { name: 'Everything', metadataSchema: everyControl, details: { guides } },
  });
});

const guides = [
  {
    framework: 'nextjs',
    title: 'In Next.js',
    steps: [{ title: 'Add it', content: '<b>npm i</b>' }],
  },
];

/** One field for each control of the protocol. @see spec/partner-api.md §10.4 */
const everyControl = {
  type: 'object',
  properties: {
    hidden: { type: 'string', 'ui:control': 'input', 'ui:hidden': 'create', default: 'unseen' },
    fixed: { type: 'string', 'ui:control': 'input', 'ui:read-only': true, default: 'as it is' },
    note: { type: 'string', 'ui:control': 'input', 'ui:label': 'Note', maxLength: 20 },
    size: { type: 'number', 'ui:control': 'input', 'ui:label': 'Size', minimum: 1, maximum: 9 },
    backups: { type: 'boolean', 'ui:control': 'toggle', 'ui:label': 'Backups', default: false },
    memory: {
      type: 'array',
      items: { type: 'number' },
      default: [2],
      'ui:control': 'slider',
      'ui:label': 'Memory',
      'ui:steps': [1, 2, 8],
    },
    engine: {
      type: 'string',
      'ui:control': 'select',
      'ui:label': 'Engine',
      'ui:options': [
        { value: 'old', label: 'Old', hidden: true },
        { value: 'new', label: 'New' },
        { value: 'next', label: 'Next', disabled: 'create' },
      ],
    },
    tier: {
      type: 'string',
      'ui:control': 'radio-button',
      'ui:label': 'Tier',
      'ui:options': [
        { value: 'calm', label: 'Calm', description: 'For tries' },
        { value: 'busy', label: 'Busy' },
      ],
    },
    extras: {
      type: 'array',
      items: { type: 'string' },
      'ui:control': 'multi-select',
      'ui:label': 'Extras',
      'ui:options': [
        { value: 'search', label: 'Search' },
        { value: 'cron', label: 'Cron' },
      ],
    },
    region: {
      type: 'string',
      'ui:control': 'vercel-region',
      'ui:label': 'Region',
      'ui:options': [{ value: 'fra1', label: 'Frankfurt' }, 'iad1'],
    },
    country: {
      type: 'string',
      'ui:control': 'vercel-country',
      'ui:label': 'Country',
      'ui:options': ['DE', 'US'],
    },
    replicas: {
      type: 'array',
      items: { type: 'string' },
      'ui:control': 'multi-vercel-region',
      'ui:label': 'Replicas',
      'ui:options': ['fra1', 'iad1'],
    },
    host: { type: 'string', 'ui:control': 'domain', 'ui:label': 'Host' },
    git: {
      type: 'string',
      'ui:control': 'git-namespace',
      'ui:label': 'Owner',
      'git:providers': ['github'],
    },
  },
  required: ['engine'],
  'ui:order': ['engine', 'tier'],
} as const;

test('a team finds an integration, installs it and makes a resource, in one go', async () => {
  const { page, context } = await signedIn(browser, world, world.owner);
  await page
    .getByRole('navigation', { name: 'Team' })
    .getByRole('link', { name: 'Catalogue' })
    .click();
  await page.getByRole('link', { name: /Scripted/ }).waitFor();
  await page.getByRole('searchbox', { name: 'Search the catalogue' }).fill('nothing like it');
  await page.getByText('Nothing was found').waitFor();
  await page.getByRole('searchbox', { name: 'Search the catalogue' }).fill('databases obey');
  await page.getByRole('button', { name: 'Databases' }).click();
  await page.getByRole('link', { name: /Scripted/ }).waitFor();
  expect(new URL(page.url()).searchParams.get('category')).toBe('Databases');
  await expectAccessible(page, 'catalog');

  await page.getByRole('link', { name: /Scripted/ }).click();
  await page.getByRole('list', { name: 'Plans of Database' }).getByText('Pro').waitFor();
  await page.getByText('Replace the secrets of its resources').waitFor();
  await expectAccessible(page, 'listing');

  await page.getByRole('link', { name: 'Install' }).click();
  await page.getByLabel('Name').fill('not a name');
  await page.getByRole('radio', { name: /Free/, checked: true }).waitFor();
  await page.getByRole('button', { name: 'Install and make resource' }).click();
  await page
    .getByRole('group', { name: /I accept/ })
    .getByText('Nothing is installed before each of these is accepted.')
    .waitFor();
  expect(await page.getByRole('alert').count()).toBe(0);
  await expectAccessible(page, 'install-refused', ['light', 'phone']);
  await page.getByText('the terms of this marketplace').click();
  await page.getByText('the terms of use of Scripted Ltd').click();
  await expectAccessible(page, 'install');
  await page.getByRole('button', { name: 'Install and make resource' }).click();

  // it is installed by now, and what was typed is still there
  await page.getByText(/letters, digits, hyphens and underscores only/).waitFor();
  await page.getByText('Scripted is installed now.').waitFor();
  await expectAccessible(page, 'install-half-done', ['light', 'phone']);
  await page.getByLabel('Name').fill('orders');
  await page.getByRole('button', { name: 'Make resource' }).click();
  await page.getByText("should have required property 'region'").waitFor();
  await page.getByRole('button', { name: /Region/ }).click();
  await page.getByRole('option', { name: 'Frankfurt' }).click();
  await page.getByRole('button', { name: 'Make resource' }).click();

  await page.getByRole('heading', { name: 'orders', level: 1 }).waitFor();
  await page.goto(`/t/${world.team}/catalog/${world.integration.slug}`);
  await page.getByText('In Next.js').click();
  await page.getByText('<b>npm i</b>').waitFor();
  await page.getByRole('link', { name: 'Go to the installation' }).click();
  await page.getByRole('heading', { name: 'Scripted', level: 1 }).waitFor();
  await page.getByRole('link', { name: 'orders' }).waitFor();
  await context.close();
});

test('a form has every control of the protocol, and the provider gets what was chosen', async () => {
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto(`/t/${world.team}/catalog/${world.integration.slug}/new?product=every`);
  await page.getByLabel('Name', { exact: true }).fill('whole');
  expect(await page.getByLabel('hidden').count()).toBe(0);
  expect(await page.getByLabel('fixed').isDisabled()).toBe(true);
  await page.getByLabel('Note').fill('seen');
  await page.getByLabel('Size').fill('12');
  await page.getByText('Backups').click();
  await page.getByRole('slider', { name: 'Memory' }).focus();
  await page.keyboard.press('ArrowRight');
  await page.getByRole('button', { name: /Engine/ }).click();
  expect(await page.getByRole('option').allTextContents()).toEqual(['New', 'Next']);
  await page.getByRole('option', { name: 'New' }).click();
  await page.getByText('For tries').click();
  await page.getByText('Cron').click();
  await page.getByRole('button', { name: /Region/ }).click();
  await page.getByRole('option', { name: 'iad1' }).click();
  await page.getByRole('button', { name: /Country/ }).click();
  await page.getByRole('option', { name: 'Germany' }).click();
  await page.getByRole('group', { name: 'Replicas' }).getByText('fra1').click();
  await page.getByLabel('Host').fill('db.example.com');
  await page.getByLabel('Owner').fill('acme');
  await expectAccessible(page, 'every-control');

  // what was typed stays over a reload
  await page.reload();
  await page.getByRole('button', { name: 'Make resource' }).click();
  await page.getByText("'size' should be <= 9, received 12").waitFor();
  await page.getByLabel('Size').fill('3');
  await eventually(async () =>
    world.provider.seen.some(({ path }) => decodeURIComponent(path).includes('"size":3')),
  );
  world.provider.refuse = () => 'No room in iad1 today.';
  await page.getByRole('button', { name: 'Make resource' }).click();
  await page.getByText('No room in iad1 today.').waitFor();
  world.provider.refuse = undefined;
  await page.getByRole('radio', { name: /Pro/ }).check({ force: true });
  await page.getByRole('button', { name: 'Make resource' }).click();

  await page.getByRole('heading', { name: 'whole', level: 1 }).waitFor();
  const made = [...world.provider.resources.values()].find(({ name }) => name === 'whole');
  expect(made).toMatchObject({
    planId: 'pro',
    metadata: {
      hidden: 'unseen',
      fixed: 'as it is',
      note: 'seen',
      size: 3,
      backups: true,
      memory: [8],
      engine: 'new',
      tier: 'calm',
      extras: ['cron'],
      region: 'iad1',
      country: 'DE',
      replicas: ['fra1'],
      host: 'db.example.com',
      git: 'acme',
    },
  });
  await context.close();
});

test('whoever leaves while a provider takes its time sees later how it went', async () => {
  let release = () => {};
  const until = new Promise<void>((resolve) => {
    release = resolve;
  });
  world.provider.misbehave(({ method }) => method === 'POST', { kind: 'hold', until });
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto(`/t/${world.team}/catalog/${world.integration.slug}/new?product=db`);
  await page.getByLabel('Name').fill('slow');
  await page.getByRole('button', { name: /Region/ }).click();
  await page.getByRole('option', { name: 'Frankfurt' }).click();
  await page.getByRole('button', { name: 'Make resource' }).click();
  await page.getByText('Making the resource …').waitFor();
  await page.getByText('provisioning').waitFor();
  await expectAccessible(page, 'resource-in-progress');

  await page.getByRole('link', { name: 'Projects' }).click();
  await page.getByRole('heading', { name: 'Projects', level: 1 }).waitFor();
  await page.goBack();
  await page.getByText('Making the resource …').waitFor();
  release();

  await page.getByText('ready', { exact: true }).waitFor();
  // the resource and its operation are told by two answers
  await page.getByText('Making the resource …').waitFor({ state: 'detached' });
  await context.close();
});

test('a resource that its provider refuses late says why, and is tried again from the form as it was', async () => {
  let release = () => {};
  const until = new Promise<void>((resolve) => {
    release = resolve;
  });
  world.provider.misbehave(({ method }) => method === 'POST', { kind: 'hold', until });
  world.provider.refuse = () => 'No room today.';
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto(`/t/${world.team}/catalog/${world.integration.slug}/new?product=db`);
  await page.getByLabel('Name').fill('late');
  await page.getByRole('button', { name: /Region/ }).click();
  await page.getByRole('option', { name: 'Frankfurt' }).click();
  await page.getByRole('button', { name: 'Make resource' }).click();
  await page.getByText('Making the resource …').waitFor();
  release();
  await page.getByText('Making the resource did not work.').waitFor();
  await page.getByRole('alert').getByText('region: No room today.').waitFor();
  await expectAccessible(page, 'resource-failed');
  world.provider.refuse = undefined;

  await page.getByRole('link', { name: 'Try again' }).click();
  await page.getByRole('button', { name: /Frankfurt/ }).waitFor();
  expect(await page.getByLabel('Name').inputValue()).toBe('late');
  await page.getByLabel('Name').fill('later');
  await page.getByRole('button', { name: 'Make resource' }).click();
  await page.getByRole('heading', { name: 'later', level: 1 }).waitFor();
  await page.getByText('ready', { exact: true }).waitFor();

  await page.goto(`/t/${world.team}/catalog/${world.integration.slug}/new?product=db`);
  await page.getByRole('button', { name: /Region/ }).waitFor();
  expect(await page.getByLabel('Name').inputValue()).toBe('');
  await context.close();
});

test('the catalogue shows an integration whose provider is away, and says so at its plans', async () => {
  await world.provider.down();
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto(`/t/${world.team}/catalog/${world.integration.slug}`);
  await page.getByRole('heading', { name: 'Scripted', level: 1 }).waitFor();
  await page
    .getByRole('alert')
    .getByText(/cannot be reached/)
    .first()
    .waitFor();
  await page.getByText('What it will be able to do').waitFor();
  await world.provider.up();
  await context.close();
});

test('an installation that takes its time goes on, and what was to be made follows', async () => {
  let release = () => {};
  const until = new Promise<void>((resolve) => {
    release = resolve;
  });
  const other = await world.signUp('Grace');
  await other.api(k.createTeam, { body: { name: 'Slow', slug: 'slow' } });
  world.provider.misbehave(({ method }) => method === 'PUT', { kind: 'hold', until });
  const { page, context } = await signedIn(browser, world, other);
  await page.goto(`/t/slow/catalog/${world.integration.slug}/new?product=db`);
  await page.getByText('the terms of this marketplace').click();
  await page.getByText('the terms of use of Scripted Ltd').click();
  await page.getByLabel('Name').fill('first');
  await page.getByRole('button', { name: /Region/ }).click();
  await page.getByRole('option', { name: 'Washington' }).click();
  await page.getByRole('button', { name: 'Install and make resource' }).click();
  await page.getByText('Installing …').waitFor();
  release();

  await page.getByRole('heading', { name: 'first', level: 1 }).waitFor();
  await page.getByText('ready', { exact: true }).waitFor();
  await context.close();
});
