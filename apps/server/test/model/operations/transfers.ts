import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { callerFor, type Operation, sceneOf, type Trial } from '../asking.ts';
import type { Choices } from '../choices.ts';
import {
  type Installation,
  isOpen,
  type Offer,
  type Project,
  type Resource,
  resourcesOf,
  type Team,
} from '../model.ts';
import { type Caller, keptFrom, keptOut, type Right, turnedAway } from '../rights.ts';
import { doubt } from './agents.ts';
import {
  installationAtDoor,
  installationScene,
  resourceAtDoor,
  resourceScene,
} from './marketplace.ts';
import { mayCost } from './money.ts';
import { dropWhere } from './projects.ts';

type Found = { readonly installation: Installation; readonly resource: Resource };

const offerResource: Operation = (trial, choices) => {
  const scene = resourceScene(trial, choices);
  if (scene === undefined) return undefined;
  const { team, by, installation, resource, params } = scene;
  const disconnects = choices.rarely(2);
  const offered = { kind: 'resource', subject: resource.id, disconnects } as const;
  return trial.ask(k.offerResource, {
    by,
    call: { params, body: { disconnect: disconnects } },
    refusal:
      turnedAway(team, by, 'resource:write') ??
      turnedAway(team, by, 'environment:read-values') ??
      resourceAtDoor(scene, 'resource:write') ??
      unmovable(trial, team, [{ installation, resource }], offered),
    takeOver: ({ transfer: { id }, code }) => {
      keep(trial, team, { ...offered, id, code, along: [resource.id] });
    },
  });
};

const offerProject: Operation = (trial, choices) => {
  const { team, by } = sceneOf(trial, choices);
  const project = choices.of(team.projects);
  if (project === undefined) return undefined;
  const along = connectedTo(team, project);
  const offered = { kind: 'project', subject: project.id, disconnects: false } as const;
  return trial.ask(k.offerProject, {
    by,
    call: { params: { team: team.slug, project: project.id } },
    refusal:
      turnedAway(team, by, 'project:write', { project: project.id }) ??
      keptOut(by, project.id) ??
      keptFrom(by) ??
      turnedAway(team, by, 'environment:read-values', { project: project.id }) ??
      turnedAway(team, by, 'resource:write', { project: project.id }) ??
      unmovable(trial, team, along, offered),
    takeOver: ({ transfer: { id }, code }) => {
      keep(trial, team, { ...offered, id, code, along: along.map(({ resource }) => resource.id) });
    },
  });
};

const offerInstallation: Operation = (trial, choices) => {
  const scene = installationScene(trial, choices);
  if (scene === undefined) return undefined;
  const { team, by, installation, params } = scene;
  const disconnects = choices.rarely(2);
  const offered = { kind: 'installation', subject: installation.id, disconnects } as const;
  return trial.ask(k.offerInstallation, {
    by,
    call: { params, body: { disconnect: disconnects } },
    refusal:
      installationAtDoor(scene, 'team:manage') ??
      onClock(team) ??
      owed(team, installation) ??
      shared(installation, disconnects),
    takeOver: ({ transfer: { id }, code }) => {
      keep(trial, team, { ...offered, id, code, along: [] });
    },
  });
};

const withdraw: Operation = (trial, choices) => {
  const { team, place, by } = sceneOf(trial, choices);
  const offer = choices.of(trial.model.offers.toReversed());
  if (offer === undefined) return undefined;
  const ended = offer.status === 'open' || offer.status === 'withdrawn';
  return trial.ask(k.withdrawTransfer, {
    by,
    call: { params: { team: team.slug, transfer: offer.id } },
    refusal:
      turnedAway(team, by, 'resource:write') ??
      (offer.from === place ? undefined : 'transfer_not_found') ??
      (ended ? undefined : 'transfer_over'),
    takeOver: () => {
      offer.status = 'withdrawn';
    },
  });
};

const decline: Operation = (trial, choices) => {
  const scene = codeScene(trial, choices);
  if (scene === undefined || choices.rarely(2)) return undefined;
  const { by, offer, params } = scene;
  return trial.ask(k.declineTransfer, {
    by,
    call: { params },
    refusal: codeAtDoor(scene) ?? (offer.status === 'open' ? undefined : 'transfer_over'),
    takeOver: () => {
      offer.status = 'declined';
    },
  });
};

const accept: Operation = (trial, choices) => {
  const scene = codeScene(trial, choices);
  if (scene === undefined) return undefined;
  const { team, place, by, offer, params } = scene;
  const newProjectName = choices.rarely(3) ? 'moved' : undefined;
  const acceptedPolicies = choices.rarely(4) ? [] : ['toc', 'eula'];
  const from = trial.model.teams[offer.from] as Team;
  const arrival = { trial, from, to: team, offer, newProjectName, acceptedPolicies };
  return trial.ask(k.acceptTransfer, {
    by,
    call: {
      params,
      body: {
        ...(newProjectName && { newProjectName }),
        ...(offer.kind === 'installation' && { acceptedPolicies }),
      },
    },
    refusal: codeAtDoor(scene) ?? (offer.status === 'done' ? undefined : obstacleTo(arrival)),
    takeOver: async () => {
      if (offer.status === 'done') return;
      offer.status = 'done';
      offer.takenBy = place;
      move(arrival);
      await learnIds(trial, team);
    },
  });
};

type Arrival = {
  readonly trial: Trial;
  readonly from: Team;
  readonly to: Team;
  readonly offer: Offer;
  readonly newProjectName: string | undefined;
  readonly acceptedPolicies: readonly string[];
};

function obstacleTo(arrival: Arrival): string | undefined {
  switch (arrival.offer.kind) {
    case 'installation':
      return obstacleToInstallation(arrival);
    case 'project':
    case 'resource':
      return obstacleToResources(arrival);
  }
}

function obstacleToInstallation({ from, to, offer, acceptedPolicies }: Arrival) {
  const installation = from.installations.find(({ id }) => id === offer.subject);
  if (installation === undefined) return 'transfer_over';
  // what is over costs nothing any more
  const plans = installation.isEnded
    ? []
    : [
        installation.plan,
        ...installation.resources.filter(({ isGone }) => !isGone).map(({ plan }) => plan),
      ];
  return (
    onClock(to) ??
    (ourInstallation(to, installation.integration) ? 'already_installed' : undefined) ??
    (acceptedPolicies.length === 0 ? 'policies_not_accepted' : undefined) ??
    mayCost(to, dearestOf(plans)) ??
    (installation.isEnded ? 'not_installed' : undefined) ??
    onClock(from) ??
    owed(from, installation) ??
    shared(installation, offer.disconnects)
  );
}

function obstacleToResources({ trial, from, to, offer, newProjectName }: Arrival) {
  const project = from.projects.find(({ id }) => id === offer.subject);
  const along = alongNow(from, offer);
  if (offer.kind === 'project' && project === undefined) return 'transfer_over';
  const ids = along.map(({ resource }) => resource.id).toSorted();
  if (offer.kind === 'resource' && isEnded(from, offer.subject)) return 'resource_not_active';
  if (ids.join() !== offer.along.toSorted().join()) {
    return offer.kind === 'project' ? 'transfer_changed' : 'transfer_over';
  }
  const flaw = unmovable(trial, from, along, offer) ?? (along.length > 0 ? onClock(to) : undefined);
  if (flaw !== undefined) return flaw;
  const isInstalled = offer.integrations.every((each) => ourInstallation(to, each));
  if (!isInstalled) return 'not_installed';
  const name = newProjectName ?? project?.name;
  const isTaken = project !== undefined && to.projects.some((each) => each.name === name);
  const isClash = along.some(({ installation, resource }) =>
    ourInstallation(to, installation.integration)?.resources.some(
      (each) => each.name === resource.name && !each.isGone,
    ),
  );
  if (isTaken || isClash) return 'name_taken';
  return mayCost(to, dearestOf(along.map(({ resource }) => resource.plan)));
}

/** One that costs something, if there is one. */
const dearestOf = (plans: readonly string[]) =>
  plans.find((plan) => plan !== '' && plan !== 'free') ?? 'free';

function move({ from, to, offer, newProjectName }: Arrival): void {
  const gone = alongNow(from, offer).map(({ resource }) => resource.id);
  doubt(
    from,
    ({ installation, resource }) => installation === offer.subject || gone.includes(resource),
  );
  if (offer.kind === 'installation') {
    const installation = from.installations.find(({ id }) => id === offer.subject) as Installation;
    for (const { id } of installation.resources) from.topUpRules.delete(id);
    if (offer.disconnects) {
      for (const { connections } of installation.resources) connections.splice(0);
    }
    dropWhere(from.installations, (each) => each === installation);
    // what was is kept as history by the team that had it
    from.installations.push({
      ...{ ...installation, isEnded: true, hasReported: false },
      resources: installation.resources.map((each) => ({
        ...each,
        connections: [],
        isGone: true,
      })),
    });
    dropWhere(to.installations, (each) => each.id === installation.id);
    to.installations.push(installation);
    return;
  }
  const project = from.projects.find(({ id }) => id === offer.subject);
  for (const { installation, resource } of alongNow(from, offer)) {
    dropWhere(installation.resources, (each) => each === resource);
    from.topUpRules.delete(resource.id);
    dropWhere(resource.connections, (each) => each.project !== project?.id);
    ourInstallation(to, installation.integration)?.resources.push(resource);
  }
  if (project === undefined) return;
  takeShared(from, project);
  dropWhere(from.projects, (each) => each === project);
  from.limits.delete(project.id);
  project.name = newProjectName ?? project.name;
  to.projects.push(project);
}

/** Whether the team has it no more, and nobody else has. */
const isEnded = ({ installations }: Team, id: string) =>
  installations.some((installation) =>
    installation.resources.some(
      (resource) => resource.id === id && (installation.isEnded || resource.isGone),
    ),
  );

/** What a project shared with others it has for itself from then on, where it had not written that already. */
function takeShared(from: Team, project: Project): void {
  for (const { name, value, environments, projects } of from.shared) {
    if (!projects.includes(project.id)) continue;
    const own = environments.filter(
      (each) =>
        !project.variables.some(
          (written) => written.name === name && written.environments.includes(each),
        ),
    );
    if (own.length > 0) project.variables.push({ id: '', name, value, environments: own });
    dropWhere(projects, (each) => each === project.id);
  }
}

/** What the host has made of it is known by ids of its own. */
async function learnIds(trial: Trial, team: Team): Promise<void> {
  for (const project of team.projects) {
    const nameless = project.variables.filter(({ id }) => id === '');
    if (nameless.length === 0) continue;
    const params = { team: team.slug, project: project.id };
    const { body } = await trial.ownerOf(team)(k.listVariables, { params });
    const known = project.variables.map(({ id }) => id);
    for (const variable of nameless) {
      const found = body.variables.filter(
        ({ id, name, environments }) =>
          !known.includes(id) &&
          name === variable.name &&
          environments.toSorted().join() === variable.environments.toSorted().join(),
      );
      const { id = '' } = found[0] ?? {};
      project.variables.splice(project.variables.indexOf(variable), 1, { ...variable, id });
      known.push(id);
    }
  }
}

/** What goes along with what is offered, as things are now. */
function alongNow(from: Team, { kind, subject }: Offer): readonly Found[] {
  const project = from.projects.find(({ id }) => id === subject);
  if (kind === 'project') return project === undefined ? [] : connectedTo(from, project);
  return resourcesOf(from).filter(({ resource }) => resource.id === subject);
}

const connectedTo = (team: Team, project: Project): readonly Found[] =>
  resourcesOf(team).filter(({ resource }) =>
    resource.connections.some((each) => each.project === project.id),
  );

const ourInstallation = (team: Team, integration: number) =>
  team.installations.find((each) => each.integration === integration && !each.isEnded);

/** Why these cannot move, if so: whatever stands first in their order may be told. */
function unmovable(
  { stage }: Trial,
  from: Team,
  along: readonly Found[],
  { kind, subject, disconnects }: Pick<Offer, 'kind' | 'subject' | 'disconnects'>,
): string | undefined {
  for (const { installation, resource } of along) {
    const { isTransferable } = stage.integrations[installation.integration] ?? {};
    if (!isTransferable || resource.isLinked) return 'transfer_not_offered';
    const clock = onClock(from);
    if (clock !== undefined) return clock;
    const staying = resource.connections.filter(
      ({ project }) => kind !== 'project' || project !== subject,
    );
    if (staying.length > 0 && !disconnects) return 'resource_shared';
  }
  return undefined;
}

/** Nothing that is billed leaves or enters a time of its own. */
const onClock = ({ clock }: Team) => (clock === undefined ? undefined : 'test_clock_exists');

/** What a team owes for an installation is settled before it moves. */
function owed({ invoices }: Team, { id }: Installation): string | undefined {
  const isOwed = invoices.some((each) => each.installation === id && isOpen(each));
  return isOwed ? 'invoices_open' : undefined;
}

function shared({ resources }: Installation, disconnects: boolean): string | undefined {
  const isShared = resources.some(({ connections, isGone }) => connections.length > 0 && !isGone);
  return isShared && !disconnects ? 'resource_shared' : undefined;
}

function keep(
  trial: Trial,
  team: Team,
  offer: Omit<Offer, 'from' | 'integrations' | 'status'>,
): void {
  const from = trial.model.teams.indexOf(team);
  const integrations = resourcesOf(team)
    .filter(({ resource }) => offer.along.includes(resource.id))
    .map(({ installation }) => installation.integration);
  trial.model.offers.push({ ...offer, from, integrations, status: 'open' });
}

type CodeScene = {
  readonly team: Team;
  readonly place: number;
  readonly by: Caller;
  readonly offer: Offer;
  readonly params: { readonly team: string; readonly code: string };
};

/** A code and who presents it: mostly another team than the one that has it from. */
function codeScene(trial: Trial, choices: Choices): CodeScene | undefined {
  const offer = choices.of(trial.model.offers.toReversed());
  if (offer === undefined) return undefined;
  const { teams } = trial.model;
  const place = (offer.from + 1 + choices.number(teams.length)) % teams.length;
  const team = teams[place] as Team;
  const by = callerFor(trial, choices, team);
  return { team, place, by, offer, params: { team: team.slug, code: offer.code } };
}

function codeAtDoor({ team, place, by, offer }: CodeScene): string | undefined {
  const rights: readonly Right[] =
    offer.kind === 'installation'
      ? ['resource:write', 'installation:manage']
      : ['resource:write', 'project:write'];
  for (const right of rights) {
    const turned = turnedAway(team, by, right);
    if (turned !== undefined) return turned;
  }
  if (offer.status === 'withdrawn' || offer.status === 'declined') return 'transfer_over';
  if (offer.status === 'done') return offer.takenBy === place ? undefined : 'transfer_over';
  return offer.from === place ? 'invalid_request' : undefined;
}

export const transferOperations = {
  offerResource,
  offerProject,
  offerInstallation,
  withdraw,
  decline,
  accept,
};
