import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createResourceLists } from '../../src/http/routes/resource-lists.ts';
import { createApi } from '../world/api-client.ts';
import { install, project, provision } from '../world/story.ts';
import { anotherTeam } from '../world/two-teams.ts';
import { scriptedSchema, startWorld, type World } from '../world/world.ts';

/** Each host keeps a list as it was answered last, and answers it for as long as that is what there is. */
let world: World;
let other: Awaited<ReturnType<World['beside']>>;
let installation: string;
beforeAll(async () => {
  world = await startWorld({ rateLimits: null });
  other = await world.beside();
  installation = await install(world);
});
afterAll(async () => {
  await other.close();
  await world.close();
});

type Asking = Pick<World, 'team' | 'owner'>;

async function listedAt(url: string, query: Record<string, string> = {}, by: Asking = world) {
  const ask = createApi(url, by.owner.token);
  return (await ask(k.listTeamResources, { params: { team: by.team }, query })).body.resources;
}

/** What is listed at each host. */
const listed = (query: Record<string, string> = {}, by: Asking = world) =>
  Promise.all([world.url, other.url].map((url) => listedAt(url, query, by)));

const idsOf = async (query: Record<string, string> = {}) =>
  (await listed(query)).map((resources) => resources.map(({ id }) => id));

/** One resource as it is shown by itself, which nobody keeps. */
async function shown(resource: string) {
  const params = { team: world.team, resource };
  return (await world.owner.api(k.getTeamResource, { params })).body.resource;
}

let count = 0;
/** A connected resource, listed so often that each host keeps the list. */
async function kept() {
  const { id } = await provision(world, installation);
  count += 1;
  const name = `app-${count}`;
  const projectId = await project(world, name);
  const params = { team: world.team, resource: id };
  const body = { project: name, environments: ['production'] };
  const connected = await world.owner.api(k.connectResource, { params, body });
  await listed();
  await listed();
  return { id, params, name, projectId, connection: connected.body.connection.id };
}
type Kept = Awaited<ReturnType<typeof kept>>;

const rename = ({ params }: Kept, name: string) =>
  world.owner.api(k.updateTeamResource, { params, body: { name } });

const write = (sets: string, { id }: Kept) =>
  world.database.read(
    `update resource set ${sets} where team_id = (select team_id from resource where resource_id = $1)
     and resource_id = $1`,
    [id],
  );

const rotation = `'{"state": "late", "requestedAt": "2026-03-01T10:00:00.000Z", "requestedBy": {"kind": "system"},
  "reason": null, "delayHours": 1.5, "dueAt": "2026-03-02T10:00:00.000Z", "completedAt": null}'`;

test.for<[what: string, change: (of: Kept) => Promise<unknown>]>([
  ['its name', (of) => rename(of, `renamed-${of.name}`)],
  ['its status', (of) => write(`status = 'suspended'`, of)],
  ['its metadata', (of) => write(`metadata = '{"region": "fra1", "size": 7}'`, of)],
  ['what it is to cost', (of) => write('pending_billing_plan = billing_plan', of)],
  ['what it costs', (of) => write('billing_plan = null', of)],
  [
    'a notification',
    (of) => write(`notification = '{"level": "info", "title": "Moved", "message": ""}'`, of),
  ],
  ['settings of a protocol', (of) => write(`protocol_settings = '{"observability": {}}'`, of)],
  ['who owns it', (of) => write(`ownership = 'linked'`, of)],
  ['a rotation', (of) => write(`secret_rotation = ${rotation}`, of)],
  ['that it is being deleted', (of) => write(`lifecycle = 'deleting'`, of)],
  [
    'when it changed, to less than is shown',
    (of) => write(`updated_at = '2026-03-01T10:00:00.123987Z'`, of),
  ],
  [
    'what waits to reach a project',
    ({ id, projectId }) =>
      world.database.read(
        `insert into stale_project (team_id, project_id, cause, queued_at, due_at)
         select team_id, $2, 'secrets', now(), 'infinity' from resource where resource_id = $1`,
        [id, projectId],
      ),
  ],
  [
    'that a project has it no more',
    ({ params, connection }) =>
      world.owner.api(k.disconnectResource, { params: { ...params, connection } }),
  ],
  [
    'what its product is called',
    ({ name }) =>
      world.owner.api(k.putProduct, {
        params: { team: world.team, integration: world.integration.id, product: 'db' },
        body: { name: `Database of ${name}`, metadataSchema: scriptedSchema },
      }),
  ],
])('a list that is kept shows of a resource what has changed: %s', async ([, change]) => {
  const resource = await kept();
  const before = await shown(resource.id);

  await change(resource);

  const after = await shown(resource.id);
  expect(after).not.toEqual(before);
  const found = (await listed()).map((list) => list.find(({ id }) => id === resource.id));
  expect(found).toEqual([after, after]);
});

test('times are shown to the millisecond that they are in', async () => {
  const resource = await kept();
  await write(
    `created_at = '2026-03-01T10:00:00.009999Z', updated_at = '1969-12-31T23:59:59.5Z'`,
    resource,
  );

  expect(await shown(resource.id)).toMatchObject({
    createdAt: '2026-03-01T10:00:00.009Z',
    updatedAt: '1969-12-31T23:59:59.500Z',
  });
});

test('what is new or gone is so in a list that is kept, also of one installation and of one project', async () => {
  const resource = await kept();
  const filters = [{ installation }, { project: resource.name }, { project: resource.projectId }];
  await Promise.all(filters.map(idsOf));
  const others = (await idsOf({ installation }))[0]?.filter((id) => id !== resource.id) ?? [];

  const { id: added } = await provision(world, installation);
  const withNew = await Promise.all([idsOf(), idsOf({ installation })]);
  await write(`lifecycle = 'deleted'`, resource);
  const gone = await Promise.all(filters.map(idsOf));

  const all = [added, resource.id, ...others];
  expect(withNew).toEqual([
    [all, all],
    [all, all],
  ]);
  expect(gone).toEqual([
    [
      [added, ...others],
      [added, ...others],
    ],
    [[], []],
    [[], []],
  ]);
});

test('a project that is renamed is found by its new name, and another one by the old', async () => {
  const { id, name, projectId } = await kept();
  await idsOf({ project: name });

  await world.database.read(
    `update project set name = $2 where team_id = (select team_id from project where project_id = $1)
     and project_id = $1`,
    [projectId, `${name}-new`],
  );

  expect(await idsOf({ project: name })).toEqual([[], []]);
  expect(await idsOf({ project: `${name}-new` })).toEqual([[id], [id]]);
});

test('a team that has nothing is told so, and what it has once it has something', async () => {
  const team = await anotherTeam(world);
  expect(await listed({}, team)).toEqual([[], []]);

  const { id } = await provision(team, await install(team));

  expect(await listed({}, team)).toMatchObject([[{ id }], [{ id }]]);
});

test('as long as nobody writes anything, a list is asked for by the least that can be asked', async () => {
  const resource = await kept();
  const [row] = await world.database.read<{ team: string }>(
    'select team_id as team from resource where resource_id = $1',
    [resource.id],
  );
  const asked: string[] = [];
  const lists = await world.database.transact(async (sql) => {
    // whatever else is written meanwhile, this is one moment
    await sql('set transaction isolation level repeatable read');
    const list = createResourceLists((text, values) => {
      asked.push(text.includes('resource') ? 'the list' : 'whether anything was written');
      return sql(text, values);
    });
    const once = () => list(row?.team ?? '', {});
    return [await once(), await once(), await once()];
  });

  expect(asked).toEqual(['the list', 'the list', 'whether anything was written']);
  expect(lists[2]).toBe(lists[0]);
});

test('a look that began before a change is not what those are answered who ask after it', async () => {
  const resource = await kept();
  const { read } = world.database;
  const [row] = await read<{ team: string }>(
    'select team_id as team from resource where resource_id = $1',
    [resource.id],
  );
  const looked = Promise.withResolvers<void>();
  const over = Promise.withResolvers<void>();
  const list = createResourceLists(async (text, values) => {
    const rows = await read<never>(text, values);
    looked.resolve();
    await over.promise;
    return rows;
  });
  const nameIn = async () => {
    const { resources } = await list(row?.team ?? '', {});
    return resources.find(({ id }) => id === resource.id)?.name;
  };

  const early = nameIn();
  await looked.promise;
  await rename(resource, `${resource.name}-later`);
  const late = [nameIn(), nameIn()];
  over.resolve();

  expect(await early).not.toBe(`${resource.name}-later`);
  expect(await Promise.all(late)).toEqual(late.map(() => `${resource.name}-later`));
});
