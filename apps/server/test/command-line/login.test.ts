import { hostname } from 'node:os';
import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commandHere } from '../world/command-here.ts';
import { type Person, startWorld, type World } from '../world/world.ts';

let world: World;
const heres: ReturnType<typeof commandHere>[] = [];
beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => {
  for (const here of heres) await here.close();
  await world.close();
});

/** Signs a machine in, which somebody decides about as soon as it shows its code. */
async function login(person: Person, decision: 'allow' | 'refuse') {
  const here = commandHere({});
  heres.push(here);
  let said = '';
  const decided = Promise.withResolvers<number>();
  const running = here.kontor(['login', '--host', world.url], {
    onSaid: (text) => {
      said += text;
      const code = /or type (\S+) at /.exec(said)?.[1];
      if (code === undefined) return;
      said = '';
      person
        .api(k.decideDeviceLogin, { body: { code, decision } })
        .then(({ status }) => decided.resolve(status), decided.reject);
    },
  });
  const [done, status] = await Promise.all([running, decided.promise]);
  expect(status).toBe(200);
  return { here, done };
}

test('kontor login acts for whoever allows its code, and not at all when it is refused', async () => {
  const grace = await world.signUp('Grace');

  const [allowed, refused] = await Promise.all([login(grace, 'allow'), login(grace, 'refuse')]);

  expect(allowed.done.code, allowed.done.stderr).toBe(0);
  expect(allowed.done.stdout).toBe(`Signed in at ${world.url} as ${grace.email}.\n`);
  const known = await allowed.here.kontor(['whoami', '--json']);
  expect(JSON.parse(known.stdout)).toMatchObject({ person: { email: grace.email } });
  const { tokens } = (await grace.api(k.listTokens)).body;
  expect(tokens.map(({ name }) => name)).toContain(`kontor on ${hostname()}`);
  expect(refused.done).toMatchObject({ code: 3, stdout: '' });
  expect(refused.done.stderr).toContain('It was refused in the browser');
  expect(await refused.here.kontor(['whoami', '--host', world.url])).toMatchObject({ code: 3 });

  expect(await allowed.here.kontor(['logout'])).toMatchObject({ code: 0 });
  const left = (await grace.api(k.listTokens)).body.tokens;
  expect(left.map(({ name }) => name)).not.toContain(`kontor on ${hostname()}`);
});
