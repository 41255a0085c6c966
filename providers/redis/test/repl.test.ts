import { replInput } from '@kontor/protocol/partner';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorld, type World } from './start-world.ts';
import { connect, newResource } from './team.ts';

let world: World;
let made: Awaited<ReturnType<typeof newResource>>;
beforeAll(async () => {
  world = await startWorld();
  made = await newResource(world.bench);
});
afterAll(() => world.stop());

async function type(input: string, readOnly = false) {
  const { installation, params } = made;
  const body = { input, readOnly };
  const { status, json } = await world.bench.call(replInput, { installation, params, body });
  const texts = (json as { children: { text: string }[] }[]).flatMap(({ children }) =>
    children.map(({ text }) => text),
  );
  return { status, text: texts.join('\n') };
}

test('a person types as if the key space were all there is', async () => {
  const client = await connect(made.url);
  await client.set(`${made.prefix}greeting`, 'hello');

  expect(await type('GET greeting')).toEqual({ status: 200, text: 'hello' });
  expect(await type('SET "a b" "two words"')).toEqual({ status: 200, text: 'OK' });
  expect(await type('KEYS')).toEqual({ status: 200, text: '1) a b\n2) greeting' });
  expect(await type('keys g*')).toEqual({ status: 200, text: '1) greeting' });
  expect(await type('MGET greeting none')).toEqual({ status: 200, text: '1) hello\n2) (nil)' });
  expect(await type('INCR visits')).toEqual({ status: 200, text: '(integer) 1' });
  expect(await type(`GET ${made.prefix}greeting`)).toEqual({ status: 200, text: 'hello' });
  expect(await type('PING')).toEqual({ status: 200, text: 'PONG' });
  expect(await type('')).toEqual({ status: 200, text: '' });
});

test.each([
  ['FLUSHALL'],
  ['CONFIG GET *'],
  ['ACL LIST'],
  ['EVAL "return 1" 0'],
  ['SUBSCRIBE news'],
  ['MULTI'],
  ['BLPOP queue 0'],
  ['MONITOR'],
  ['CLIENT LIST'],
  ['SHUTDOWN'],
  ['SCAN 0'],
])('%s is refused', async (line) => {
  const { status, text } = await type(line);

  expect(status).toBe(400);
  expect(text).toMatch(/NOPERM/);
});

test('what Redis refuses is told in its words', async () => {
  await type('SET word hello');

  expect(await type('INCR word')).toMatchObject({
    status: 400,
    text: expect.stringMatching(/^ERR /),
  });
  expect(await type('NONSENSE')).toMatchObject({ status: 400 });
  expect(await type('GET "never ends')).toEqual({ status: 400, text: 'A quote does not end.' });
});

test('reading only is kept by the server', async () => {
  await type('SET word hello');

  expect(await type('GET word', true)).toEqual({ status: 200, text: 'hello' });
  expect(await type('DEL word', true)).toMatchObject({ status: 400 });
  expect(await type('GET word')).toEqual({ status: 200, text: 'hello' });
});
