import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { scriptedSchema, startWorld, type World } from '../world/world.ts';
import { type Vercel, vercelAt } from './vercel.ts';

let world: World;
let vercel: Vercel;
beforeAll(async () => {
  world = await startWorld();
  vercel = vercelAt(world.url, world.owner.token);
  await put('db', {
    name: 'Database',
    shortDescription: 'Rows',
    details: {
      guides: [
        {
          framework: 'nextjs',
          title: 'Next.js',
          steps: [{ title: 'Add the driver', content: 'Run `npm install pg`.' }],
        },
      ],
      snippets: [{ name: 'Connect', language: 'typescript', content: 'connect()' }],
      resourceLinks: [{ title: 'Docs', href: 'https://scripted.test/docs' }],
    },
  });
});
afterAll(() => world.close());

async function put(product: string, body: object) {
  const { status, error } = await world.owner.api(k.putProduct, {
    params: { team: world.team, integration: world.integration.id, product },
    body: { metadataSchema: scriptedSchema, ...body },
  });
  if (status >= 300) throw new Error(JSON.stringify(error));
}

test('the catalogue is searched, and sorted into categories', async () => {
  const all = await vercel.json('integration discover --json');
  const rows = await vercel('integration discover rows');
  const none = await vercel('integration discover columns');
  const categories = await vercel('integration categories');

  expect(all.products).toMatchObject([
    { name: 'Database', slug: 'scripted/db', provider: 'Scripted', description: 'Rows' },
  ]);
  expect(rows.stderr).toMatch(/Database +scripted\/db +Scripted +Rows/);
  expect(none).toMatchObject({ code: 0 });
  expect(none.stderr).toContain('No marketplace products matching "columns" found.');
  expect(categories.stderr).toMatch(/databases +Databases/);
});

test('a guide shows how a product is used, as Markdown', async () => {
  const guide = await vercel('integration guide scripted --framework nextjs');

  expect(guide).toMatchObject({ code: 0 });
  for (const part of [
    '# Database',
    '## Getting Started with Next.js',
    '### Step 1: Add the driver',
    'Run `npm install pg`.',
    '```typescript\nconnect()\n```',
    '- [Docs](https://scripted.test/docs)',
  ]) {
    expect(guide.stdout).toContain(part);
  }
});

test('the help of a product names its options and its plans', async () => {
  const help = await vercel('integration add scripted --help');

  expect(help.stderr).toMatch(/region \(required\)\s+Options: fra1, iad1/);
  expect(help.stderr).toMatch(/size\s/);
  expect(help.stderr).toMatch(/free +Free\s+pro +Pro/);
});

test('of two products one has to be named, and what is not offered is said', async () => {
  await put('cache', { name: 'Cache' });

  const ambiguous = await vercel('integration add scripted');
  const product = await vercel('integration add scripted/queue');
  const integration = await vercel('integration guide nothing');

  expect([ambiguous.code, product.code, integration.code]).toEqual([1, 1, 1]);
  expect(ambiguous.stderr).toContain('scripted/db');
  expect(ambiguous.stderr).toContain('scripted/cache');
  expect(product.stderr).toContain('Product "queue" not found. Available products: db, cache');
  expect(integration.stderr).toContain("There is no integration 'nothing' in the catalogue.");
});
