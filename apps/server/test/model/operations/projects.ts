import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { type Operation, sceneOf, type Trial } from '../asking.ts';
import type { Choices } from '../choices.ts';
import { collides, contentsOf } from '../contents.ts';
import {
  environmentsOf,
  type Project,
  resourcesOf,
  type Team,
  tell,
  type Variable,
} from '../model.ts';
import { type Caller, keptFrom, keptOut, type Right, turnedAway } from '../rights.ts';

/** Few, so that they are taken now and then. */
const projectNames = ['shop', 'blog', 'docs'] as const;
const slugs = ['staging', 'qa', 'production'] as const;
export const variableNames = ['BY_HAND', 'URL', 'NEXT_PUBLIC_KEY', 'DB1_URL', 'ACME_URL'] as const;

const createProject: Operation = (trial, choices) => {
  const { team, by } = sceneOf(trial, choices);
  const name = choices.oneOf<string>(...projectNames);
  const isTaken = team.projects.some((project) => project.name === name);
  return trial.ask(k.createProject, {
    by,
    call: { params: { team: team.slug }, body: { name } },
    refusal: turnedAway(team, by, 'project:write') ?? (isTaken ? 'name_taken' : undefined),
    takeOver: ({ project }) => {
      team.projects.push({ id: project.id, name, custom: [], variables: [] });
      tell(team, 'project.created', project.id);
    },
  });
};

const renameProject: Operation = (trial, choices) => {
  const scene = projectScene(trial, choices);
  if (scene === undefined) return undefined;
  const { team, by, project, params } = scene;
  const name = choices.oneOf<string>(...projectNames);
  const isTaken = team.projects.some((each) => each !== project && each.name === name);
  return trial.ask(k.updateProject, {
    by,
    call: { params, body: { name } },
    refusal: atDoor(scene, 'project:write') ?? keptFrom(by) ?? (isTaken ? 'name_taken' : undefined),
    takeOver: () => {
      if (name !== project.name) tell(team, 'project.renamed', project.id);
      project.name = name;
    },
  });
};

const deleteProject: Operation = (trial, choices) => {
  const scene = projectScene(trial, choices);
  if (scene === undefined) return undefined;
  const { team, by, project, params } = scene;
  return trial.ask(k.deleteProject, {
    by,
    call: { params },
    refusal: atDoor(scene, 'project:write') ?? keptFrom(by),
    takeOver: () => {
      team.projects.splice(team.projects.indexOf(project), 1);
      tell(team, 'project.removed', project.id);
      team.limits.delete(project.id);
      for (const { projects } of team.shared) dropWhere(projects, (each) => each === project.id);
      for (const { resource } of resourcesOf(team)) {
        dropWhere(resource.connections, (each) => each.project === project.id);
      }
    },
  });
};

const createEnvironment: Operation = (trial, choices) => {
  const scene = projectScene(trial, choices);
  if (scene === undefined) return undefined;
  const { by, project, params } = scene;
  const slug = choices.oneOf<string>(...slugs);
  const isTaken = project.custom.includes(slug) ? 'slug_taken' : undefined;
  return trial.ask(k.createEnvironment, {
    by,
    call: { params, body: { slug } },
    refusal:
      atDoor(scene, 'project:write') ??
      keptFrom(by) ??
      (slug === 'production' ? 'environment_reserved' : isTaken),
    takeOver: () => void project.custom.push(slug),
  });
};

/** Whatever is for it goes on being for it, under its new name. */
const renameEnvironment: Operation = (trial, choices) => {
  const scene = projectScene(trial, choices);
  if (scene === undefined) return undefined;
  const { team, by, project, params } = scene;
  const environment = choices.oneOf<string>(...slugs);
  const slug = choices.oneOf<string>(...slugs);
  const isTaken = slug !== environment && project.custom.includes(slug) ? 'slug_taken' : undefined;
  return trial.ask(k.updateEnvironment, {
    by,
    call: { params: { ...params, environment }, body: { slug } },
    refusal:
      atDoor(scene, 'project:write') ??
      keptFrom(by) ??
      (project.custom.includes(environment) ? undefined : 'environment_not_found') ??
      (slug === 'production' ? 'environment_reserved' : isTaken),
    takeOver: () => {
      const renamed = (each: string) => (each === environment ? slug : each);
      project.custom.splice(0, project.custom.length, ...project.custom.map(renamed));
      const connections = resourcesOf(team).flatMap(({ resource }) =>
        resource.connections.filter((each) => each.project === project.id),
      );
      for (const each of [...project.variables, ...connections]) {
        each.environments = each.environments.map(renamed);
      }
    },
  });
};

const deleteEnvironment: Operation = (trial, choices) => {
  const scene = projectScene(trial, choices);
  if (scene === undefined) return undefined;
  const { team, by, project, params } = scene;
  const environment = choices.oneOf<string>(...slugs);
  return trial.ask(k.deleteEnvironment, {
    by,
    call: { params: { ...params, environment } },
    refusal:
      atDoor(scene, 'project:write') ??
      keptFrom(by) ??
      (project.custom.includes(environment) ? undefined : 'environment_not_found'),
    takeOver: () => {
      dropWhere(project.custom, (each) => each === environment);
      leave(project.variables, environment);
      for (const { resource } of resourcesOf(team)) {
        const here = resource.connections.filter((each) => each.project === project.id);
        leave(here, environment);
        dropWhere(resource.connections, ({ environments }) => environments.length === 0);
      }
    },
  });
};

/** What is for an environment that is gone is for the others, or gone too. */
function leave(list: { environments: string[] }[], environment: string): void {
  for (const each of list) {
    each.environments = each.environments.filter((slug) => slug !== environment);
  }
  dropWhere(list, ({ environments }) => environments.length === 0);
}

const writeVariable: Operation = (trial, choices) => {
  const scene = projectScene(trial, choices);
  if (scene === undefined) return undefined;
  const { team, by, project, params } = scene;
  const variable: Variable = { id: '', ...drawVariable(trial, choices, project) };
  const { name, value, environments } = variable;
  const after = { ...project, variables: [...project.variables, variable] };
  return trial.ask(k.createVariable, {
    by,
    call: { params, body: { name, value, environments } },
    refusal:
      atDoor(scene, 'variable:write') ??
      missing(project, environments) ??
      keptFrom(by, environments) ??
      (collides(team, after) ? 'variable_collision' : undefined),
    takeOver: ({ variable: { id } }) => void project.variables.push({ ...variable, id }),
  });
};

const changeVariable: Operation = (trial, choices) => {
  const scene = projectScene(trial, choices);
  const variable = scene && choices.of(scene.project.variables);
  if (scene === undefined || variable === undefined) return undefined;
  const { team, by, project, params } = scene;
  const drawn = drawVariable(trial, choices, project);
  const change = choices.rarely(2) ? drawn : { value: drawn.value };
  const changed = { ...variable, ...change };
  const others = project.variables.filter((each) => each !== variable);
  const after = { ...project, variables: [...others, changed] };
  return trial.ask(k.updateVariable, {
    by,
    call: { params: { ...params, variable: variable.id }, body: change },
    refusal:
      atDoor(scene, 'variable:write') ??
      keptFrom(by, variable.environments) ??
      missing(project, changed.environments) ??
      keptFrom(by, changed.environments) ??
      (collides(team, after) ? 'variable_collision' : undefined),
    takeOver: () => void Object.assign(variable, change),
  });
};

const deleteVariable: Operation = (trial, choices) => {
  const scene = projectScene(trial, choices);
  if (scene === undefined) return undefined;
  const everywhere = choices.rarely(8) ? scene.team.projects : [scene.project];
  const variable = choices.of(everywhere.flatMap(({ variables }) => variables));
  if (variable === undefined) return undefined;
  const { by, project, params } = scene;
  const isHere = project.variables.includes(variable);
  return trial.ask(k.deleteVariable, {
    by,
    call: { params: { ...params, variable: variable.id } },
    refusal:
      atDoor(scene, 'variable:write') ??
      (isHere ? keptFrom(by, variable.environments) : 'variable_not_found'),
    takeOver: () => dropWhere(project.variables, (each) => each === variable),
  });
};

const readValues: Operation = (trial, choices) => {
  const scene = projectScene(trial, choices);
  if (scene === undefined) return undefined;
  const { team, by, project, params } = scene;
  const environment = choices.oneOf('production', 'preview', 'development', 'staging', 'qa');
  return trial.ask(k.readEnvironment, {
    by,
    call: { params: { ...params, environment } },
    refusal:
      atDoor(scene, 'environment:read-values') ??
      keptFrom(by, [environment]) ??
      missing(project, [environment]),
    takeOver: ({ variables }) => {
      const expected = JSON.stringify(sorted(contentsOf(team, project, environment)));
      const came = JSON.stringify(sorted(variables));
      if (came !== expected) throw new Error(`the model reads ${expected}, the host says ${came}`);
    },
  });
};

const sorted = (values: Readonly<Record<string, string>>) =>
  Object.entries(values).sort(([one], [other]) => (one < other ? -1 : 1));

function drawVariable({ model }: Trial, choices: Choices, project: Project) {
  model.count += 1;
  return {
    name: choices.oneOf<string>(...variableNames),
    value: `written ${model.count}`,
    environments: drawEnvironments(choices, project),
  };
}

/** Mostly those that the project has. */
export function drawEnvironments(choices: Choices, project: Project): string[] {
  const some = choices.some(environmentsOf(project));
  return choices.rarely(12) ? [...some, 'elsewhere'] : some;
}

export function missing(project: Project, environments: readonly string[]): string | undefined {
  const known: readonly string[] = environmentsOf(project);
  return environments.every((each) => known.includes(each)) ? undefined : 'environment_not_found';
}

type ProjectScene = {
  readonly team: Team;
  readonly by: Caller;
  readonly project: Project;
  /** What an address of the project names. */
  readonly params: { readonly team: string; readonly project: string };
  readonly isOurs: boolean;
};

/** A project of the team, and now and then one of another team, which is not there for this one. */
function projectScene(trial: Trial, choices: Choices): ProjectScene | undefined {
  const { team, by } = sceneOf(trial, choices);
  const holder = choices.rarely(16) ? (choices.of(trial.model.teams) ?? team) : team;
  const project = choices.of(holder.projects);
  if (project === undefined) return undefined;
  const named = choices.rarely(2) ? project.name : project.id;
  const isOurs = team === holder;
  const found = isOurs ? project : team.projects.find(({ name }) => name === named);
  return {
    ...{ team, by, isOurs: found !== undefined },
    project: found ?? project,
    params: { team: team.slug, project: named },
  };
}

function atDoor({ team, by, project, isOurs }: ProjectScene, right: Right): string | undefined {
  const turned = turnedAway(team, by, right, { project: project.id });
  if (turned !== undefined) return turned;
  return isOurs ? keptOut(by, project.id) : 'project_not_found';
}

export function dropWhere<Item>(list: Item[], goes: (item: Item) => boolean): void {
  const staying = list.filter((each) => !goes(each));
  list.splice(0, list.length, ...staying);
}

export const projectOperations = {
  createProject,
  renameProject,
  deleteProject,
  createEnvironment,
  renameEnvironment,
  deleteEnvironment,
  writeVariable,
  changeVariable,
  deleteVariable,
  readValues,
};
