import type {
  Connection,
  Installation,
  Listing,
  Operation,
  Project,
  Resource,
  Team,
} from '@kontor/protocol/kontor';
import { at, id, lagoon, tides } from './goods.ts';
import { Refused } from './serve.ts';

/** What the stand-in knows. */
export type State = {
  readonly teams: readonly Team[];
  readonly projects: readonly Project[];
  readonly listings: readonly Listing[];
  readonly installations: Installation[];
  readonly resources: Resource[];
  readonly connections: Connection[];
  readonly operations: Operation[];
  /** How often a new operation has to be asked for before it ends. */
  readonly asksUntilDone: number;
  /** What the provider refuses every operation with, once it has ended. */
  readonly refusal: Operation['refusal'];
};

export function createState({
  teams,
  asksUntilDone,
  refusal,
}: Pick<State, 'asksUntilDone' | 'refusal'> & { readonly teams: readonly string[] }): State {
  const named = (prefix: string) => (name: string, index: number) => ({
    id: id(prefix, index + 1),
    name,
    slug: name,
    role: 'owner',
    createdAt: at,
    actions: [],
  });
  return {
    teams: teams.map(named('team')) as unknown as Team[],
    projects: ['web', 'api'].map(named('prj')) as unknown as Project[],
    listings: [lagoon, tides],
    installations: [],
    resources: [],
    connections: [],
    operations: [],
    asksUntilDone,
    refusal,
  };
}

/** The item of one of these names, or the refusal that it is not there. */
export function find<Item extends { readonly id: string }>(
  items: readonly Item[],
  named: string | undefined,
  noun: string,
): Item {
  const found = items.find(
    (item) =>
      item.id === named ||
      ('slug' in item && item.slug === named) ||
      (noun === 'project' && 'name' in item && item.name === named),
  );
  if (found) return found;
  throw new Refused(404, `${noun}_not_found`, `There is no ${noun} '${named}' here.`);
}

type Kind = Operation['kind'];

/** Begins an operation; one that needs no asking ends at once, and refuses if it failed. */
export function begin(
  state: State,
  kind: Kind,
  { installationId, resourceId }: Pick<Operation, 'installationId' | 'resourceId'>,
): Operation {
  const operation = {
    id: id('op', state.operations.length + 1),
    kind,
    status: 'running',
    installationId,
    resourceId,
    attempts: 0,
    nextAttemptAt: null,
    refusal: null,
    createdAt: at,
    finishedAt: null,
  } as unknown as Operation;
  state.operations.push(operation);
  if (state.asksUntilDone > 0) return operation;
  settle(state, operation);
  if (operation.refusal === null) return operation;
  const { code, message, ...facts } = operation.refusal;
  throw new Refused(422, code, message, { ...facts, operationId: operation.id });
}

/** One more ask for an operation, which may be the last it needs. */
export function ask(state: State, operation: Operation): void {
  operation.attempts += 1;
  if (operation.attempts >= state.asksUntilDone) settle(state, operation);
}

/** The status of the answer to a change. */
export function statusOf<Done extends 200 | 201>(operation: Operation, done: Done): Done {
  return (operation.status === 'running' ? 202 : done) as Done;
}

function settle({ refusal, resources, installations }: State, operation: Operation): void {
  const isDone = refusal === null;
  operation.status = isDone ? 'succeeded' : 'failed';
  operation.refusal = refusal;
  operation.finishedAt = at;
  const resource = resources.find((each) => each.id === operation.resourceId);
  const installation = installations.find((each) => each.id === operation.installationId);
  if (operation.kind === 'install' && installation) {
    installation.lifecycle = isDone ? 'installed' : 'failed';
  }
  if (operation.kind === 'uninstall' && installation) installation.lifecycle = 'uninstalled';
  if (operation.kind === 'delete-resource' && resource) resource.lifecycle = 'deleted';
  if (operation.kind === 'provision' && resource) {
    resource.lifecycle = isDone ? 'active' : 'failed';
    resource.status = isDone ? 'ready' : 'error';
  }
}
