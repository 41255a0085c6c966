import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import type { ReplBlock } from '@kontor/protocol/partner';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, install, provision } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';

let world: World;
let resource: { id: string; externalId: string | null };
beforeAll(async () => {
  world = await startWorld();
  resource = await provision(world, await install(world));
});
afterAll(() => world.close());

const text = (words: string): ReplBlock => ({
  type: 'paragraph',
  children: [{ type: 'text', text: words }],
});
const table: ReplBlock = {
  type: 'table',
  header: [{ type: 'text', text: 'n', bold: true }],
  rows: [[{ type: 'text', text: '1', color: '#00ff00' }]],
};

const type = (body: object, token = world.owner.token, team = world.team, id = resource.id) =>
  fetch(`${world.url}/kontor/v1/teams/${team}/resources/${id}/repl`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
/** The blocks of an answer, one to a line. */
const blocksIn = async (answer: Response) =>
  (await answer.text())
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

const errorOf = async (answer: Response) => {
  const { error } = (await answer.json()) as { error: { code: string } };
  return error;
};

const isLine = ({ path }: { path: string }) => path.endsWith('/repl');
const lastLine = () => world.provider.seen.filter(isLine).at(-1);
const raw = (status: number, body: string, type = 'application/jsonl') =>
  ({ kind: 'answer', status, body, headers: { 'content-type': type } }) as const;

test('a line is passed on for its person, and what it prints comes back as JSON lines', async () => {
  world.provider.repl = ({ body }) => [text(`${body.input}!`), table];

  const answer = await type({ input: 'select 1' });

  expect([answer.status, answer.headers.get('content-type')]).toEqual([
    200,
    'application/jsonl; charset=utf-8',
  ]);
  expect(await blocksIn(answer)).toEqual([text('select 1!'), table]);
  expect(lastLine()).toMatchObject({ auth: 'user', body: '{"input":"select 1"}' });
});

test('blocks are passed on as they come, and not when all are there', async () => {
  let release = () => {};
  const until = new Promise<void>((resolve) => {
    release = resolve;
  });
  world.provider.repl = async function* () {
    yield text('first');
    await until;
    yield text('last');
  } as never;

  const answer = await type({ input: 'wait' });
  const reader = answer.body?.getReader();
  const first = await reader?.read();
  release();
  let rest = '';
  for (let piece = await reader?.read(); piece && !piece.done; piece = await reader?.read()) {
    rest += new TextDecoder().decode(piece.value);
  }

  expect(JSON.parse(new TextDecoder().decode(first?.value))).toEqual(text('first'));
  expect(JSON.parse(rest)).toEqual(text('last'));
});

const [one, two] = [JSON.stringify(text('one')), JSON.stringify(text('two'))];
test.each([
  ['an array', `[${one},\n${two}]`, 'application/json'],
  ['an array that calls itself text', `[${one},${two}]`, 'text/plain'],
  ['lines', `${one}\n${two}\n`, 'application/jsonl'],
  ['objects with nothing between them', `${one}${two}`, 'application/jsonl'],
  ['a sequence with record separators', `\u001e${one}\n\u001e${two}\n`, 'application/json-seq'],
  ['a block of a kind that nobody knows', `${one}{"type":"video"}${two}`, 'application/jsonl'],
])('%s is read', async (_title, body, mediaType) => {
  world.provider.misbehave(isLine, raw(200, body, mediaType));

  expect(await blocksIn(await type({ input: 'x' }))).toEqual([text('one'), text('two')]);
});

test.each([
  ['as an array', `[${one}]`, 'application/json'],
  ['as a stream', one, 'application/jsonl'],
])('a wrong command prints what is wrong with it, %s', async (_title, body, mediaType) => {
  world.provider.misbehave(isLine, raw(400, body, mediaType));

  const answer = await type({ input: 'selct' });

  expect([answer.status, await blocksIn(answer)]).toEqual([400, [text('one')]]);
});

test('nothing printed is an empty answer', async () => {
  world.provider.repl = () => [];

  const answer = await type({ input: 'x' });

  expect([answer.status, await answer.text()]).toEqual([200, '']);
});

test('the wish to read only is passed on', async () => {
  world.provider.repl = ({ body }) => [text(String(body.readOnly))];

  expect(await blocksIn(await type({ input: 'x', readOnly: true }))).toEqual([text('true')]);
});

test.each([
  [raw(500, '{}', 'application/json'), 502, 'provider_outcome_unknown'],
  [raw(403, 'no', 'text/plain'), 422, 'provider_refused'],
  [raw(400, '{"error":{"code":"x","message":"Not now"}}'), 422, 'provider_refused'],
  [raw(200, '<html>', 'text/html'), 502, 'provider_outcome_unknown'],
  [{ kind: 'cut-before' } as const, 502, 'provider_outcome_unknown'],
])('%j is refused, and the line is not repeated', async (fault, status, code) => {
  const before = world.provider.seen.filter(isLine).length;
  world.provider.misbehave(isLine, fault);

  const answer = await type({ input: 'x' });

  expect([answer.status, (await errorOf(answer)).code]).toEqual([status, code]);
  expect(world.provider.seen.filter(isLine)).toHaveLength(before + 1);
});

test('an answer that breaks off says so at its end', async () => {
  world.provider.misbehave(isLine, raw(200, `${one}{"type":"par`));

  const [first, last] = await blocksIn(await type({ input: 'x' }));

  expect(first).toEqual(text('one'));
  expect(last.children[0].text).toContain('broke off');
});

test('no more than a megabyte is passed on', async () => {
  const line = JSON.stringify(text('x'.repeat(1000)));
  world.provider.misbehave(isLine, raw(200, `${line}\n`.repeat(2000)));

  const blocks = await blocksIn(await type({ input: 'x' }));

  expect(blocks.length).toBeLessThan(1100);
  expect(blocks.at(-1).children[0].text).toContain('broke off');
});

test('what was typed and printed is recorded nowhere; that something was, is', async () => {
  world.provider.repl = () => [text('printed-7391')];
  await type({ input: 'typed-7391' });
  const { team } = world;

  const { body } = await world.owner.api(k.listEvents, { params: { team } });
  const calls = await eventually(async () => {
    const listed = await world.owner.api(k.listProviderCalls, {
      params: { team, integration: world.integration.id },
    });
    return listed.body.calls.some(isLine) && listed.body.calls;
  });
  const kept = await world.database.read(
    `select row_to_json(e)::text as row from event e union all select row_to_json(o)::text from operation o
     union all select row_to_json(c)::text from provider_call c
     union all select row_to_json(i)::text from idempotent_request i`,
  );

  expect(body.events[0]).toMatchObject({
    type: 'resource.command-run',
    subject: { resource: resource.id },
    data: { isReadOnly: false },
  });
  expect(JSON.stringify([calls, kept, world.logs])).not.toMatch(/(?:typed|printed)-7391/);
});

test('a product without commands is never asked, nor one that cannot read only for that', async () => {
  const params = { team: world.team, integration: world.integration.id, product: 'db' };
  const { body } = await world.owner.api(k.getIntegration, { params });
  const { name, metadataSchema, capabilities } = body.integration.products[0] ?? {};
  const offer = (repl: object | null) =>
    world.owner.api(k.putProduct, { params, body: { name, metadataSchema, capabilities, repl } });
  const before = world.provider.seen.filter(isLine).length;

  await offer(null);
  const none = await type({ input: 'x' });
  await offer({ enabled: false, supportsReadOnlyMode: true });
  const off = await type({ input: 'x' });
  await offer({ enabled: true, supportsReadOnlyMode: false });
  const writesOnly = await type({ input: 'x', readOnly: true });
  await offer({ enabled: true, supportsReadOnlyMode: true });

  for (const refused of [none, off, writesOnly]) {
    expect([refused.status, (await errorOf(refused)).code]).toEqual([400, 'not_offered']);
  }
  expect(world.provider.seen.filter(isLine)).toHaveLength(before);
});

test.each([[{}], [{ input: '' }], [{ input: 'x', more: 1 }], [{ input: 'x'.repeat(65_537) }]])(
  'a wrong request is refused',
  async (body) => {
    expect((await type(body)).status).toBe(400);
  },
);

test("another team's resource is not found", async () => {
  const stranger = await world.signUp('Eve');
  await stranger.api(k.createTeam, { body: { name: 'Else', slug: 'else' } });

  const foreign = await type({ input: 'x' }, stranger.token, 'else');

  expect([foreign.status, (await errorOf(foreign)).code]).toEqual([404, 'resource_not_found']);
});
