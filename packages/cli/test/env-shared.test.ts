import type { RestSharedVariable } from '@kontor/protocol/rest';
import { expect, test } from 'vitest';
import { at, id } from './stand-in/goods.ts';
import { inProcess } from './stand-in/in-process.ts';
import { machine } from './stand-in/kontor.ts';
import { marketplace } from './stand-in/marketplace.ts';
import { Refused } from './stand-in/serve.ts';

/** A host that keeps shared variables, and refuses the name TAKEN as one that is taken in a project. */
function host() {
  const kept: (RestSharedVariable & { value: string })[] = [];
  const shown = (each: RestSharedVariable) => ({ ...each, value: '' });
  const failed = (key: string) => [
    { error: { code: 'ENV_CONFLICT', message: `${key} is taken in web.`, key } },
  ];
  return marketplace({
    handlers: {
      listSharedEnvVariable: () => [
        200,
        {
          data: kept.map((each) => ({ ...shown(each), securityIssues: [] })),
          pagination: { count: kept.length, next: null, prev: null },
        },
      ],
      createSharedEnvVariable: ({ body, query }) => {
        if (query.slug !== 'acme') throw new Refused(404, 'not_found', 'There is no such team.');
        const [wish] = body.evs;
        if (wish === undefined || wish.key === 'TAKEN') {
          return [201, { created: [], failed: failed('TAKEN') }];
        }
        const { type, target, projectId } = body;
        const variable = {
          id: id('shv', kept.length + 1),
          ...wish,
          type,
          target,
          projectId,
          applyToAllCustomEnvironments: false,
          ownerId: id('team', 1),
          created: at,
          createdAt: 1,
          createdBy: null,
          updatedAt: 1,
          updatedBy: null,
          decrypted: false,
        };
        kept.push(variable);
        return [201, { created: [shown(variable)], failed: [] }];
      },
      updateSharedEnvVariable: ({ body }) => {
        const updated = Object.entries(body.updates).map(([of, update]) => {
          const index = kept.findIndex((each) => each.id === of);
          const { projectIdUpdates = {}, ...change } = update;
          const before = kept[index];
          if (before === undefined) throw new Error(`${of} is not kept`);
          const after = {
            ...before,
            ...change,
            projectId: [...before.projectId, ...(projectIdUpdates.link ?? [])],
          } as (typeof kept)[number];
          kept[index] = after;
          return shown(after);
        });
        return [200, { updated, failed: [] }];
      },
      unlinkSharedEnvVariable: ({ params }) => {
        for (const each of kept) {
          each.projectId = each.projectId.filter((project) => project !== params.project);
        }
        return [200, { id: params.variable ?? '' }];
      },
      deleteSharedEnvVariable: ({ body }) => {
        kept.splice(0);
        return [200, { deleted: body.ids, failed: [] }];
      },
    },
  });
}

test('a variable is shared, listed with its projects, changed, linked, unlinked and deleted', async () => {
  const { signedIn: env, requestsTo } = await host();
  const { kontor } = inProcess();
  const shared = (...args: string[]) => kontor(['env', 'shared', ...args], { env });

  const added = await shared('add', 'REGION', '--value', 'fra1', '--projects', 'web');
  const linked = await shared('link', 'REGION', 'api');
  const listed = await shared('list');
  const changed = await shared('edit', 'REGION', '--name', 'AREA', '--env', 'production,preview');
  const unlinked = await shared('unlink', 'AREA', 'web');
  const ofWeb = await shared('list', '--project', 'web');
  const unsure = await shared('remove', 'AREA');
  const removed = await shared('rm', 'AREA', '--yes');

  const one = id('shv', 1);
  expect(added).toMatchObject({ code: 0, stdout: `Shared REGION (${one}) with web.\n` });
  expect(linked.stdout).toBe('api reads REGION from now on.\n');
  expect(listed.stdout.split('\n')).toEqual([
    expect.stringMatching(/^VARIABLE +ENVIRONMENTS +TYPE +PROJECTS +ID$/),
    expect.stringMatching(
      new RegExp(`^REGION +production, preview, development +encrypted +web, api +${one}$`),
    ),
    '',
  ]);
  expect(changed.stdout).toBe(`Changed AREA (${one}), in 2 projects.\n`);
  expect(requestsTo('updateSharedEnvVariable')[1]?.body).toEqual({
    updates: { [one]: { key: 'AREA', target: ['production', 'preview'] } },
  });
  expect(unlinked.stdout).toBe('web does not read AREA any more.\n');
  expect(ofWeb.stdout).toBe('There are no shared variables.\n');
  expect(unsure).toMatchObject({ code: 2, stdout: '' });
  expect(removed.stdout).toBe(`Deleted AREA (${one}).\n`);
  expect(requestsTo('deleteSharedEnvVariable')).toHaveLength(1);
});

test('a secret comes by the standard input, and is not printed', async () => {
  const { signedIn: env, requestsTo } = await host();
  const { kontor } = machine();
  const args = ['env', 'shared', 'add', 'API_KEY', '--value-stdin', '--type', 'sensitive'];

  const added = await kontor(args, { env, input: 'very secret\n' });

  expect(added).toMatchObject({ code: 0 });
  expect(added.stdout).toContain('linked to no project yet');
  expect(added.stdout + added.stderr).not.toContain('very secret');
  expect(requestsTo('createSharedEnvVariable')[0]?.body).toMatchObject({
    evs: [{ key: 'API_KEY', value: 'very secret' }],
    type: 'sensitive',
    projectId: [],
  });
});

test('what the host did not write is a refusal, with the exit code of a collision', async () => {
  const { signedIn: env } = await host();
  const { kontor } = inProcess();

  const refused = await kontor(['env', 'shared', 'add', 'TAKEN', '--value', 'x', '--json'], {
    env,
  });

  expect(refused.code).toBe(5);
  expect(JSON.parse(refused.stdout)).toMatchObject({
    error: { code: 'variable_collision', message: 'TAKEN is taken in web.' },
  });
});

test('a refusal of the host is passed on with its exit code', async () => {
  const { signedIn: env } = await host();
  const { kontor } = inProcess();

  const refused = await kontor(
    ['env', 'shared', 'add', 'A', '--value', 'x', '--team', 'beta', '--json'],
    { env },
  );

  expect(refused.code).toBe(4);
  expect(JSON.parse(refused.stdout)).toMatchObject({
    error: { code: 'not_found', message: 'There is no such team.' },
  });
});

test.each([
  ['a name that is none', ['add', '1A', '--value', 'x'], 2],
  ['an environment that not every project has', ['add', 'A', '--value', 'x', '--env', 'qa'], 2],
  ['a value given twice', ['add', 'A', '--value', 'x', '--value-stdin'], 2],
  ['no value, where nobody can be asked', ['add', 'A'], 2],
  ['a project that is not there', ['add', 'A', '--value', 'x', '--projects', 'wob'], 4],
  ['a change that says nothing', ['edit', 'A'], 2],
  ['a variable that is not there', ['edit', 'A', '--value', 'x'], 4],
  ['a verb that is none', ['share'], 2],
])('%s is refused before anything is written', async (_what, args, code) => {
  const { signedIn: env, requestsTo } = await host();
  const { kontor } = inProcess();

  const refused = await kontor(['env', 'shared', ...args], { env });

  expect([refused.code, refused.stdout]).toEqual([code, '']);
  expect(requestsTo('createSharedEnvVariable')).toEqual([]);
  expect(requestsTo('updateSharedEnvVariable')).toEqual([]);
});

test('the group tells its verbs', async () => {
  const { kontor } = inProcess();

  const { stdout } = await kontor(['env', 'shared', '--help']);

  for (const verb of ['list', 'add', 'edit', 'link', 'unlink', 'remove']) {
    expect(stdout).toMatch(new RegExp(`^ +${verb} `, 'm'));
  }
});
