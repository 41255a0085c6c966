import type { DescribedEnvironment, HandWrittenVariable, Project, Stamp } from '@kontor/core';
import { describe, expect, test } from 'vitest';
import { builtAt } from '../built-at.ts';
import { mint } from '../mint.ts';
import { newSharedVariable, newVariable } from '../new-projects.ts';
import { buildTeam } from '../team-builder.ts';
import type { ProjectWithEnvironments } from '../team-data.ts';
import type { TeamStorage } from '../team-storage.ts';

const later = new Date(builtAt.getTime() + 60_000);
const first: Stamp = { at: builtAt, by: 'usr_1' };
const second: Stamp = { at: later, by: null };

/** Projects and the variables that teams write in them by hand. */
export function projectContract(open: () => TeamStorage): void {
  describe('projects', () => {
    test('they are found by id and by name, and listed once in order of their ids', async () => {
      const team = buildTeam(open());
      const [one, two] = [await team.project(), await team.project({ name: 'shop' })];

      const read = await team.transact(async ({ projects }) => ({
        locked: await projects.lock([two.id, one.id, two.id, mint.project()]),
        byId: await projects.lockNamed(one.id),
        byName: await projects.lockNamed('shop'),
        absent: await projects.lockNamed('nothing of the sort'),
        none: await projects.lock([]),
      }));

      expect(read).toEqual({
        locked: [plain(one), plain(two)],
        byId: plain(one),
        byName: plain(two),
        absent: undefined,
        none: [],
      });
    });

    test('a name is held by one project of a team at a time', async () => {
      const storage = open();
      const team = buildTeam(storage);
      const shop = await team.project({ name: 'shop' });
      const web = await team.project({ name: 'web' });
      const insert = (project: ProjectWithEnvironments) =>
        team.transact((tx) => tx.projects.insert(plain(project)));
      const save = (project: ProjectWithEnvironments) =>
        team.transact((tx) => tx.projects.save(plain(project)));
      const found = (id: Project['id']) => team.transact((tx) => tx.projects.lockNamed(id));
      const another = { ...shop, id: mint.project() };
      const renamed = {
        ...web,
        name: 'site',
        settings: { framework: 'vite' },
        updatedAt: later,
      } as const;

      expect(await insert(another)).toBe(false);
      expect(await save({ ...web, name: 'shop' })).toBe(false);
      expect(await save(renamed)).toBe(true);
      expect(await found(web.id)).toEqual(plain(renamed));
      expect(await insert({ ...another, name: 'web' })).toBe(true);
      expect(await found(another.id)).toEqual(plain({ ...another, name: 'web' }));
    });

    test('with a project go its variables, its versions and what waits for it', async () => {
      const storage = open();
      const team = buildTeam(storage);
      const [gone, stays] = [await team.project(), await team.project()];
      const variable = await team.variable(gone.id);
      await team.variable(stays.id);
      await team.transact((tx) => tx.environments.defer([gone.id], { cause: 'test' }));

      await team.transact((tx) => tx.projects.remove(gone.id));

      const versionsOf = ({ id }: Project) =>
        storage.versions(team.teamId, { projectId: id, environment: 'production' });
      expect(await team.transact((tx) => tx.projects.lockNamed(gone.id))).toBeUndefined();
      expect(
        await team.transact((tx) => tx.variables.find(gone.id, variable.variableId)),
      ).toBeUndefined();
      expect([(await versionsOf(gone)).length, (await versionsOf(stays)).length]).toEqual([0, 1]);
      expect(await storage.stale(team.teamId)).toEqual([]);
    });

    test('a shared variable is among the inputs of the projects that it is linked to, and of no other', async () => {
      const team = buildTeam(open());
      const [one, two] = [await team.project(), await team.project()];
      const shared = newSharedVariable({ projectIds: [one.id] });
      const { projectIds: _links, ...variable } = shared;
      const id = shared.sharedVariableId;
      const inputs = () =>
        team.transact(async ({ projects }) => [
          (await projects.inputs(one.id)).shared,
          (await projects.inputs(two.id)).shared,
        ]);
      const lock = (...ids: (typeof id)[]) => team.transact((tx) => tx.sharedVariables.lock(ids));

      await team.transact((tx) => tx.sharedVariables.save(shared, first));
      expect(await inputs()).toEqual([[variable], undefined]);
      const changed = { ...shared, value: 'other', projectIds: [two.id] };
      await team.transact((tx) => tx.sharedVariables.save(changed, second));
      expect(await inputs()).toEqual([undefined, [{ ...variable, value: 'other' }]]);
      expect(await lock(mint.sharedVariable(), id)).toEqual([
        { ...changed, created: first, updated: second },
      ]);

      await team.transact((tx) => tx.projects.remove(two.id));
      expect(await lock(id)).toMatchObject([{ projectIds: [] }]);
      await team.transact((tx) => tx.sharedVariables.remove(id));
      expect(await lock(id)).toEqual([]);
    });

    test('environments of its own come in the order in which they were added', async () => {
      const team = buildTeam(open());
      const staging = { id: mint.environment(), slug: 'staging' };
      const acceptance = { id: mint.environment(), slug: 'acceptance' };
      const { id } = await team.project({ customEnvironments: [staging, acceptance] });
      const bare = await team.project();

      const read = await team.transact(async ({ projects }) => [
        await projects.customEnvironments(id),
        await projects.customEnvironments(bare.id),
      ]);

      expect(read).toEqual([[staging, acceptance], []]);
    });

    test('an environment is described anew, and one that goes leaves what was for others too', async () => {
      const team = buildTeam(open());
      const project = await team.project();
      const other = await team.project();
      const resource = await team.resource();
      const only = { projectId: project.id, environments: ['staging'] };
      const alone = await team.connection({ ...only, resourceId: resource.id });
      const both = ['production', 'staging'];
      const joined = await team.connection({ ...only, environments: both });
      const mine = await team.variable(project.id, { name: 'MINE', environments: ['staging'] });
      const wide = await team.variable(project.id, { name: 'WIDE', environments: both });
      const kept = await team.variable(other.id, { environments: ['staging'] });
      const staging = environmentOf('staging', builtAt);
      const changed = {
        ...staging,
        description: 'before the release',
        branchMatcher: { type: 'startsWith', pattern: 'release/' } as const,
        updatedAt: later,
      };
      const { list, save, remove } = {
        list: () => team.transact((tx) => tx.customEnvironments.list(project.id)),
        save: (each: DescribedEnvironment) =>
          team.transact((tx) => tx.customEnvironments.save(project.id, each)),
        remove: (keepsVariables: boolean) =>
          team.transact((tx) =>
            tx.customEnvironments.remove(project.id, staging, { keepsVariables }),
          ),
      };

      await save(environmentOf('younger', later));
      await save(staging);
      expect((await list()).map(({ slug }) => slug)).toEqual(['staging', 'younger']);
      await save(changed);
      expect((await list())[0]).toEqual(changed);
      const { installationId } = resource;
      expect(await remove(false)).toEqual({
        variables: [{ id: mine.variableId, name: 'MINE' }],
        connections: [{ id: alone.id, resourceId: resource.id, installationId }],
      });

      const { here, there } = await team.transact(async ({ projects }) => ({
        here: await projects.inputs(project.id),
        there: await projects.inputs(other.id),
      }));
      expect((await list()).map(({ slug }) => slug)).toEqual(['younger']);
      expect(here.variables.map(({ name, environments }) => [name, environments])).toEqual([
        ['WIDE', ['production']],
      ]);
      expect(
        here.connections.map(({ connectionId, environments }) => [connectionId, environments]),
      ).toEqual([[joined.id, ['production']]]);
      expect(there.variables.map(({ variableId }) => variableId)).toEqual([kept.variableId]);
      expect(wide.variableId).toBe(here.variables[0]?.variableId);
    });

    test('a variable that was for an environment alone stays for nothing where it is kept', async () => {
      const team = buildTeam(open());
      const project = await team.project();
      const staging = environmentOf('staging', builtAt);
      const { variableId } = await team.variable(project.id, { environments: ['staging'] });

      const [gone, inputs] = await team.transact(async (tx) => {
        await tx.customEnvironments.save(project.id, staging);
        const how = { keepsVariables: true };
        const removed = await tx.customEnvironments.remove(project.id, staging, how);
        return [removed, await tx.projects.inputs(project.id)] as const;
      });

      expect(gone).toEqual({ variables: [], connections: [] });
      expect(inputs.variables).toMatchObject([{ variableId, environments: [] }]);
    });

    test('what is shared is found by name, by id, and by a project that it is linked to', async () => {
      const team = buildTeam(open());
      const [here, there] = [await team.project(), await team.project()];
      const named = newSharedVariable({ name: 'NAMED' });
      const known = newSharedVariable({ name: 'KNOWN' });
      const linked = newSharedVariable({ name: 'LINKED', projectIds: [here.id] });
      const other = newSharedVariable({ name: 'OTHER', projectIds: [there.id] });
      for (const each of [named, known, linked, other]) {
        await team.transact((tx) => tx.sharedVariables.save(each, first));
      }
      const find = (projectId: typeof here.id | null) =>
        team.transact((tx) =>
          tx.sharedVariables.find({ names: ['NAMED'], ids: [known.sharedVariableId], projectId }),
        );

      const stamped = { created: first, updated: first };
      expect(await find(here.id)).toEqual(
        [named, known, linked].map((each) => ({ ...each, ...stamped })),
      );
      expect((await find(null)).map(({ name }) => name)).toEqual(['NAMED', 'KNOWN']);
    });

    test('its inputs are its variables and its connections, with names and values', async () => {
      const team = buildTeam(open());
      const project = await team.project();
      const secrets = [{ name: 'URL', value: 'postgres://db', prefix: 'ACME' }];
      const resource = await team.resource({ name: 'main', secrets });
      const bare = await team.resource({ name: 'bare' });
      const into = { projectId: project.id };
      const newer = await team.connection({ ...into, resourceId: bare.id, createdAt: later });
      const older = await team.connection({ ...into, resourceId: resource.id, prefix: 'DB1' });
      const variable = await team.variable(project.id, { value: 'ключ' });
      await team.variable((await team.project()).id);

      const inputs = await team.transact((tx) => tx.projects.inputs(project.id));

      expect(inputs).toEqual({
        variables: [variable],
        connections: [
          {
            connectionId: older.id,
            resourceId: resource.id,
            resourceName: 'main',
            environments: older.environments,
            createdAt: builtAt,
            keyset: { secrets },
            prefix: 'DB1',
          },
          {
            connectionId: newer.id,
            resourceId: bare.id,
            resourceName: 'bare',
            environments: newer.environments,
            createdAt: later,
            keyset: { secrets: [] },
          },
        ],
      });
    });
  });

  describe('hand-written variables', () => {
    async function given() {
      const team = buildTeam(open());
      const { id: projectId } = await team.project();
      const variable = newVariable({
        name: 'LOG_LEVEL',
        value: 'debug\n"ключ" 🔑',
        environments: ['preview', 'production'],
        comment: 'for "local" runs',
      });
      const { variableId } = variable;
      const find = (place = projectId) =>
        team.transact((tx) => tx.variables.find(place, variableId));
      const save = (next: HandWrittenVariable, stamp = first) =>
        team.transact((tx) => tx.variables.save(projectId, next, stamp));
      return { team, projectId, variable, find, save };
    }

    test('they come back as they were written, with who wrote them first and last', async () => {
      const { variable, find, save } = await given();
      const changed: HandWrittenVariable = {
        ...variable,
        name: 'LEVEL',
        value: '',
        environments: ['preview'],
        gitBranch: 'feature/ключ',
        type: 'sensitive',
        visibility: 'secret',
        comment: null,
      };

      await save(variable);
      const before = await find();
      await save(changed, second);

      expect(before).toEqual({ ...variable, created: first, updated: first });
      expect(await find()).toEqual({ ...changed, created: first, updated: second });
    });

    test('they are found and removed in their own project only', async () => {
      const { team, projectId, variable, find, save } = await given();
      const { variableId } = variable;
      const other = await team.project();
      await save(variable);

      await team.transact((tx) => tx.variables.remove(other.id, variableId));
      expect(await find(other.id)).toBeUndefined();
      expect(await find()).toBeDefined();

      await team.transact((tx) => tx.variables.remove(projectId, variableId));
      expect(await find()).toBeUndefined();
    });

    test('none is written into a project that is not there', async () => {
      const { team, variable } = await given();

      const adrift = team.transact((tx) => tx.variables.save(mint.project(), variable, first));

      await expect(adrift).rejects.toThrow(/constraint/);
    });
  });
}

function plain({ customEnvironments: _own, ...project }: ProjectWithEnvironments): Project {
  return project;
}

function environmentOf(slug: string, createdAt: Date): DescribedEnvironment {
  return {
    ...{ id: mint.environment(), slug, description: null, branchMatcher: null },
    ...{ createdAt, updatedAt: createdAt },
  };
}
