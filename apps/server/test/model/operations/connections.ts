import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import type { Operation } from '../asking.ts';
import type { Choices } from '../choices.ts';
import { collides } from '../contents.ts';
import type { Connection } from '../model.ts';
import { resourceAtDoor, resourceScene } from './marketplace.ts';
import { drawEnvironments, dropWhere, missing } from './projects.ts';

const connect: Operation = (trial, choices) => {
  const scene = resourceScene(trial, choices);
  if (scene === undefined) return undefined;
  const { team, by, resource, params } = scene;
  const holder = choices.rarely(16) ? (choices.of(trial.model.teams) ?? team) : team;
  const project = choices.of(holder.projects);
  if (project === undefined) return undefined;
  const environments = drawEnvironments(choices, project);
  const prefix = drawPrefix(choices);
  const isDryRun = choices.rarely(6);
  const proposed: Connection = { id: '', project: project.id, environments, prefix };
  const isConnected = resource.connections.some((each) => each.project === project.id);
  resource.connections.push(proposed);
  const isClash = collides(team, project);
  resource.connections.pop();
  return trial.ask(k.connectResource, {
    by,
    call: {
      params,
      query: { dryRun: String(isDryRun) },
      body: { project: project.id, environments, prefix },
    },
    success: isDryRun ? 200 : 201,
    refusal:
      resourceAtDoor(scene, 'connection:write') ??
      (team.projects.includes(project) ? undefined : 'project_not_found') ??
      missing(project, environments) ??
      (isConnected ? 'already_connected' : undefined) ??
      (isClash && !isDryRun ? 'variable_collision' : undefined),
    takeOver: ({ connection }) => {
      if (!isDryRun) resource.connections.push({ ...proposed, id: connection.id });
    },
  });
};

const changeConnection: Operation = (trial, choices) => {
  const scene = resourceScene(trial, choices);
  const connection = scene && choices.of(scene.resource.connections);
  const project = scene?.team.projects.find(({ id }) => id === connection?.project);
  if (scene === undefined || connection === undefined || project === undefined) return undefined;
  const { team, by, params } = scene;
  const environments = drawEnvironments(choices, project);
  const prefix = drawPrefix(choices);
  const change = choices.oneOf<{ environments?: string[]; prefix?: string | null }>(
    ...[{ prefix }, { environments }, { environments, prefix }],
  );
  const before = { ...connection };
  Object.assign(connection, change);
  const isClash = collides(team, project);
  Object.assign(connection, before);
  return trial.ask(k.updateConnection, {
    by,
    call: { params: { ...params, connection: connection.id }, body: change },
    refusal:
      resourceAtDoor(scene, 'connection:write') ??
      missing(project, change.environments ?? []) ??
      (isClash ? 'variable_collision' : undefined),
    takeOver: () => void Object.assign(connection, change),
  });
};

const disconnect: Operation = (trial, choices) => {
  const scene = resourceScene(trial, choices);
  const others = scene && choices.rarely(10) ? scene.installation.resources : [];
  const holder = choices.of(others) ?? scene?.resource;
  const connection = choices.of(holder?.connections ?? []);
  if (scene === undefined || connection === undefined) return undefined;
  const { by, resource, params } = scene;
  return trial.ask(k.disconnectResource, {
    by,
    call: { params: { ...params, connection: connection.id } },
    refusal:
      resourceAtDoor(scene, 'connection:write') ??
      (holder === resource ? undefined : 'connection_not_found'),
    takeOver: () => dropWhere(resource.connections, (each) => each === connection),
  });
};

const drawPrefix = (choices: Choices) => choices.oneOf<string | null>(null, 'DB1', 'DB2');

export const connectionOperations = { connect, changeConnection, disconnect };
