import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorld, type World } from '../world/world.ts';
import { type Belongings, furnish, publishedBy } from './belongings.ts';
import { done } from './done.ts';
import { mountedByHand, readTree, withoutEndpoints } from './mounted.ts';
import { changedIn, quiet, rowsOf } from './rows.ts';
import { consoleOf, type Stranger, session, strangers, visit } from './visits.ts';

/** What a host can be given brings addresses of its own. */
const everything = {
  docsFolder: new URL('../../../../docs', import.meta.url).pathname,
  dashboardFolder: new URL('../../../dashboard', import.meta.url).pathname,
} as const;
const nobody = 'http://127.0.0.1:1';
const byStripe = { kind: 'stripe', secretKey: 'sk_test', webhookSecret: 'w', api: nobody } as const;

let world: World;
let theirs: Belongings;
let visitors: readonly Stranger[];
beforeAll(async () => {
  world = await startWorld({
    ...everything,
    ...{ rateLimits: null, payments: { kind: 'test' }, testClocks: 'owners' },
    billingEveryMs: 3_600_000,
  });
  const olga = await world.signUp('Olga');
  await done(olga.api(k.createTeam, { body: { name: 'orchid Inc.', slug: 'orchid' } }));
  theirs = await furnish(world, await publishedBy(world, olga, 'orchid', 'first'), 'orchid');
  const params = { team: 'orchid', integration: theirs.integrationId };
  await done(olga.api(k.updateIntegration, { params, body: consoleOf }));
  visitors = await strangers(world, theirs);
});
afterAll(() => world.close());

test('every address that a host answers is of an endpoint, or is listed for what follows', async () => {
  const host = await startWorld({
    ...everything,
    payments: byStripe,
    identityProvider: () => ({
      ...{ issuer: nobody, clientId: 'kontor', clientSecret: 'secret' },
      ...{ operators: [], rolesClaim: null, roles: {} },
    }),
  });
  const answered = readTree(host.addresses());
  await host.close();

  expect(withoutEndpoints(answered)).toEqual(mountedByHand);
});

test('nobody gets at what is a team’s by those, learns of it or changes it', async () => {
  const look = await rowsOf(world.database.read);
  let before = await quiet(() => look(theirs.teamId));
  const flaws: string[] = [];
  let refused = 0;
  for (const address of mountedByHand) {
    for (const stranger of visitors) {
      const answer = await visit(world.url, { address, stranger, theirs });
      const said = `${address} × ${stranger.name}`;
      if (answer.status >= 400) refused += 1;
      if (answer.status >= 500) flaws.push(`${said}: ${answer.status}`);
      if (answer.text.includes(theirs.word)) flaws.push(`${said}: tells ${theirs.word}`);
    }
    const after = await look(theirs.teamId);
    flaws.push(...changedIn(before, after).map((name) => `${address} changes ${name}`));
    before = after;
  }

  expect(flaws).toEqual([]);
  expect(refused).toBeGreaterThan(mountedByHand.length);
});

test('those whose it is are taken on with the same visits', async () => {
  const owner: Stranger = {
    ...{ name: 'its owner', team: theirs.teamId },
    headers: await session(world, theirs.stage.owner),
  };
  const comes = async (address: string) => {
    const { status, text } = await visit(world.url, { address, stranger: owner, theirs });
    return [address, status, /^location: (\S+?)\?/m.exec(text)?.[1]];
  };

  expect([
    await comes('GET /install/:'),
    await comes('GET /integrations/:/new'),
    await comes('POST /integrations/:/new'),
    await comes('GET /sso/integrations/:/:'),
    await comes('GET /marketplace/sso'),
    await comes('GET /oauth2/authorize'),
  ]).toEqual([
    ['GET /install/:', 200, undefined],
    ['GET /integrations/:/new', 200, undefined],
    ['POST /integrations/:/new', 200, undefined],
    ['GET /sso/integrations/:/:', 302, consoleOf.redirectLoginUrl],
    ['GET /marketplace/sso', 302, consoleOf.redirectLoginUrl],
    ['GET /oauth2/authorize', 302, consoleOf.openidRedirectUrls[0]],
  ]);
});
