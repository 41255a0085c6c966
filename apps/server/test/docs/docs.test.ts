import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorld, type World } from '../world/world.ts';

const docsFolder = fileURLToPath(new URL('../../../../docs', import.meta.url));

let world: World;
beforeAll(async () => {
  world = await startWorld({ docsFolder });
});
afterAll(() => world.close());

test('programs that read find every guide, and what they can call', async () => {
  const answer = await fetch(`${world.url}/llms.txt`);
  const text = await answer.text();

  expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  const links = [...text.matchAll(/\]\((.+?)\)/g)].map(([, href = '']) => href);
  expect(links).toHaveLength(globSync('**/*.md', { cwd: docsFolder }).length + 5);
  for (const href of links) {
    const { status } = await fetch(href);
    // the tools are for those who have a token, and are called by POST
    expect([href, status]).toEqual([href, href.endsWith('/mcp') ? 405 : 200]);
  }
});

test('a guide is the Markdown that it is', async () => {
  const answer = await fetch(`${world.url}/docs/agents.md`);

  expect(answer.headers.get('content-type')).toBe('text/markdown; charset=utf-8');
  expect(await answer.text()).toBe(readFileSync(`${docsFolder}/agents.md`, 'utf8'));
});

test.each([
  ['cli.schema.json', 'urn:kontor:command-line-output:1'],
  ['kontor.yaml.schema.json', 'urn:kontor:desired-state'],
])('%s is served as JSON Schema', async (name, $id) => {
  const answer = await fetch(`${world.url}/docs/${name}`);

  expect(answer.headers.get('content-type')).toBe('application/schema+json; charset=utf-8');
  expect(await answer.json()).toMatchObject({ $id });
});

test('nothing else of the folder or above it is served', async () => {
  for (const path of ['/docs/..%2FREADME.md', '/docs/nothing.md', '/docs/']) {
    expect((await fetch(`${world.url}${path}`)).status).toBe(404);
  }
});
