import { restEndpoints as r } from '@kontor/protocol/rest';
import { type Operation, sceneOf } from '../asking.ts';
import { collides } from '../contents.ts';
import { everyEnvironment, type Shared, type Team } from '../model.ts';
import { turnedAway } from '../rights.ts';
import { dropWhere, variableNames } from './projects.ts';

const share: Operation = (trial, choices) => {
  const { team, by } = sceneOf(trial, choices);
  const holder = choices.rarely(16) ? (choices.of(trial.model.teams) ?? team) : team;
  if (holder.projects.length === 0) return undefined;
  const projects = choices.some(holder.projects).map(({ id }) => id);
  const shared: Shared = {
    id: '',
    name: choices.oneOf<string>(...variableNames),
    value: `shared ${trial.next()}`,
    environments: choices.some(everyEnvironment),
    projects,
  };
  const { name: key, value, environments: target } = shared;
  const fits = fitsIn({ ...team, shared: [...team.shared, shared] }, projects);
  const areOurs = projects.every((id) => team.projects.some((each) => each.id === id));
  return trial.ask(r.createSharedEnvVariable, {
    by,
    call: {
      query: { slug: team.slug },
      body: { evs: [{ key, value }], type: 'encrypted', target, projectId: projects },
    },
    refusal:
      turnedAway(team, by, 'shared-variable:write') ?? (areOurs ? undefined : 'project_not_found'),
    takeOver: ({ created }) => {
      const [made] = created;
      expectToBe(made !== undefined, fits);
      if (made !== undefined) team.shared.push({ ...shared, id: made.id });
    },
  });
};

const changeShared: Operation = (trial, choices) => {
  const { team, by } = sceneOf(trial, choices);
  const shared = choices.of(team.shared);
  if (shared === undefined) return undefined;
  const projects = choices.some(team.projects).map(({ id }) => id);
  const value = `shared ${trial.next()}`;
  const changed = choices.rarely(2) ? { ...shared, value, projects } : { ...shared, value };
  const others = team.shared.filter((each) => each !== shared);
  const fits = fitsIn({ ...team, shared: [...others, changed] }, changed.projects);
  return trial.ask(r.updateSharedEnvVariable, {
    by,
    call: {
      query: { slug: team.slug },
      body: { updates: { [shared.id]: { value, projectId: changed.projects } } },
    },
    refusal: turnedAway(team, by, 'shared-variable:write'),
    takeOver: ({ updated }) => {
      expectToBe(updated.length === 1, fits);
      if (fits) team.shared.splice(team.shared.indexOf(shared), 1, changed);
    },
  });
};

const unshare: Operation = (trial, choices) => {
  const { team, by } = sceneOf(trial, choices);
  const everything = choices.rarely(8) ? trial.model.teams : [team];
  const shared = choices.of(everything.flatMap((each) => each.shared));
  if (shared === undefined) return undefined;
  return trial.ask(r.deleteSharedEnvVariable, {
    by,
    call: { query: { slug: team.slug }, body: { ids: [shared.id] } },
    refusal: turnedAway(team, by, 'shared-variable:write'),
    takeOver: ({ deleted }) => {
      expectToBe(deleted.length === 1, team.shared.includes(shared));
      dropWhere(team.shared, (each) => each === shared);
    },
  });
};

function fitsIn(team: Team, projects: readonly string[]): boolean {
  return !team.projects.some((each) => projects.includes(each.id) && collides(team, each));
}

/** These say of each variable whether it was done, in an answer that is a success. */
function expectToBe(isDone: boolean, expected: boolean): void {
  if (isDone === expected) return;
  throw new Error(`the model says that it is ${expected ? '' : 'not '}done, and the host not so`);
}

export const sharedOperations = { share, changeShared, unshare };
