import { signWebhook } from '@kontor/signatures';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { asAdmin, openSession, refusalFor, sql } from './sql.ts';
import { startWorld, type World } from './start-world.ts';
import { secretsIn, type Team } from './team.ts';
import { clientSecret } from './test-host.ts';

let world: World;
let team: Team;
beforeAll(async () => {
  world = await startWorld();
  team = await world.team();
});
beforeEach(() => {
  world.host.reported.splice(0);
  world.host.answerReportsWith(202);
});
afterAll(() => world.stop());

let count = 0;
function newDeployment(): string {
  count += 1;
  return `dpl_${count}`;
}

/** Delivers what a host says of the branch of a deployment. */
async function deliver(
  word: 'start' | 'cancel' | 'cleanup',
  resourceId: string,
  deploymentId: string,
  at: { readonly world: World; readonly team: Team } = { world, team },
): Promise<number> {
  const { installationId } = at.team;
  const body = JSON.stringify({
    id: `dlv_${word}_${deploymentId}`,
    type: `deployment.integration.action.${word}`,
    createdAt: Date.now(),
    region: null,
    payload: {
      configuration: { id: installationId },
      installationId,
      resourceId,
      action: 'branch',
      deployment: { id: deploymentId },
    },
  });
  const headers = { 'x-vercel-signature': await signWebhook(body, clientSecret) };
  const answer = await fetch(`${at.world.baseUrl()}/webhooks`, { method: 'POST', headers, body });
  return answer.status;
}

/** The address that the newest report gave. */
function branchUrl(): string {
  const { outcomes = [] } = world.host.reported.at(-1)?.body ?? { outcomes: [] };
  return secretsIn(outcomes[0]?.secrets ?? []).DATABASE_URL ?? '';
}

async function branchesOnServer(): Promise<number> {
  const [row] = await asAdmin<{ count: string }>(
    `select (select count(*) from pg_database where datname like 'kontor\\_branch\\_%')
          + (select count(*) from pg_roles where rolname like 'kontor\\_branch\\_%') as count`,
  );
  return Number(row?.count);
}

test('a deployment gets a copy that is its own: what either writes, the other does not see', async () => {
  const { id, url } = await team.provision();
  await sql(url, 'create table note (text text)');
  await sql(url, "insert into note values ('before')");
  const deployment = newDeployment();

  const status = await deliver('start', id, deployment);
  const branch = branchUrl();
  await sql(branch, "insert into note values ('on the branch')");
  await sql(branch, 'alter table note add column more int');
  await sql(url, "insert into note values ('on main')");

  expect(status).toBe(204);
  expect(world.host.reported).toMatchObject([
    {
      path: `/v1/deployments/${deployment}/integrations/${team.installationId}/resources/${id}/actions/branch`,
      body: { status: 'succeeded' },
    },
  ]);
  expect(await sql(branch, 'select text from note order by text')).toEqual([
    { text: 'before' },
    { text: 'on the branch' },
  ]);
  expect(await sql(url, 'select * from note order by text')).toEqual([
    { text: 'before' },
    { text: 'on main' },
  ]);
});

test('neither login gets into the other database', async () => {
  const { id, url } = await team.provision();
  await deliver('start', id, newDeployment());
  const [main, branch] = [new URL(url), new URL(branchUrl())];
  const across = (from: URL, to: URL) => {
    const address = new URL(from);
    address.pathname = to.pathname;
    return address.href;
  };

  expect(await refusalFor(across(main, branch))).toBe('42501');
  expect(await refusalFor(across(branch, main))).toBe('42501');
  expect(await refusalFor(branch.href)).toBe('let in');
});

test('it is copied while the source is in use, and transactions that are running end first', async () => {
  const { id, url } = await team.provision();
  await sql(url, 'create table tick (at timestamptz default now())');
  const idle = await openSession(url);
  const busy = await openSession(url);
  await busy.query('begin');
  await busy.query('insert into tick default values');

  await busy.query('select pg_sleep(0.4)');
  const starting = deliver('start', id, newDeployment());
  // as nothing is copied while a transaction is long, sessions that come meanwhile are let in
  const [between] = await Promise.all([refusalFor(url), busy.query('select pg_sleep(0.6)')]);
  await busy.query('commit');
  const status = await starting;
  await Promise.all([idle, busy].map((session) => session.end().catch(() => {})));

  expect([status, between]).toEqual([204, 'let in']);
  expect(world.host.reported).toMatchObject([{ body: { status: 'succeeded' } }]);
  expect(world.host.reported[0]?.body).not.toHaveProperty('statusText');
  expect(await sql(branchUrl(), 'select count(*)::int from tick')).toEqual([{ count: 1 }]);
  await sql(url, 'insert into tick default values');
});

test('where a transaction outlasts the patience, it is cut, and the report says so', async () => {
  const impatient = await startWorld({ branchPatienceMs: 300 });
  const other = await impatient.team();
  const { id, url } = await other.provision();
  const busy = await openSession(url);
  await busy.query('begin');

  await deliver('start', id, newDeployment(), { world: impatient, team: other });
  const committed = await busy.query('commit').then(
    () => true,
    () => false,
  );
  await impatient.stop();

  expect(impatient.host.reported).toMatchObject([
    {
      body: {
        status: 'succeeded',
        statusText:
          'The database was never quiet, so 1 transaction in it had to be cut for the copy.',
      },
    },
  ]);
  expect(committed).toBe(false);
});

test('a transaction that takes its time to end is one', async () => {
  const impatient = await startWorld({ branchPatienceMs: 300 });
  const other = await impatient.team();
  const { id, url } = await other.provision();
  const busy = await openSession(url);
  // a session that ends first drops whatever is its own alone
  await busy.query(`do $$ begin
    for n in 1..500 loop execute format('create temporary table own_%s ()', n); end loop;
  end $$`);
  await busy.query('begin');

  await deliver('start', id, newDeployment(), { world: impatient, team: other });
  await busy.end().catch(() => {});
  await impatient.stop();

  expect(impatient.host.reported).toMatchObject([
    { body: { statusText: expect.stringContaining(' 1 transaction ') } },
  ]);
});

test('a start that is delivered again answers the same branch, with what was written to it', async () => {
  const { id } = await team.provision();
  const deployment = newDeployment();
  await deliver('start', id, deployment);
  const first = branchUrl();
  await sql(first, 'create table kept (id int)');

  await Promise.all([deliver('start', id, deployment), deliver('start', id, deployment)]);

  expect(branchUrl()).toBe(first);
  expect(await sql(first, 'select * from kept')).toEqual([]);
});

test.each(['cancel', 'cleanup'] as const)('after %s it is gone, however often', async (word) => {
  const { id, url } = await team.provision();
  const deployment = newDeployment();
  const before = await branchesOnServer();
  await deliver('start', id, deployment);
  const branch = branchUrl();
  const session = await openSession(branch);

  const answers = [await deliver(word, id, deployment), await deliver(word, id, deployment)];
  await session.end().catch(() => {});

  expect(answers).toEqual([204, 204]);
  expect(await refusalFor(branch)).not.toBe('let in');
  expect(await branchesOnServer()).toBe(before);
  expect(await refusalFor(url)).toBe('let in');
});

test('a cancel that comes before its start keeps the branch from being made', async () => {
  const { id } = await team.provision();
  const deployment = newDeployment();
  const before = await branchesOnServer();

  await deliver('cancel', id, deployment);
  await deliver('start', id, deployment);

  expect(await branchesOnServer()).toBe(before);
  expect(world.host.reported).toMatchObject([{ body: { status: 'failed' } }]);
});

test('when the host does not wait for it any more, nothing stays', async () => {
  const { id } = await team.provision();
  const before = await branchesOnServer();
  world.host.answerReportsWith(410);

  expect(await deliver('start', id, newDeployment())).toBe(204);
  expect(await branchesOnServer()).toBe(before);
});

test('a host that cannot be told has it delivered again', async () => {
  const { id } = await team.provision();
  world.host.answerReportsWith(503);

  expect(await deliver('start', id, newDeployment())).toBeGreaterThanOrEqual(500);
});

test('a resource that is deleted takes its branches along', async () => {
  const { id } = await team.provision();
  const before = await branchesOnServer();
  await deliver('start', id, newDeployment());
  await deliver('start', id, newDeployment());

  await team.call('DELETE', `/resources/${id}`);

  expect(await branchesOnServer()).toBe(before);
});

test('of a resource that is not there nothing is branched', async () => {
  expect(await deliver('start', 'pg_nowhere', newDeployment())).toBe(204);
  expect(world.host.reported).toMatchObject([{ body: { status: 'failed' } }]);
});
