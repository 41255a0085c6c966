import {
  type BranchMatcher,
  type DesiredEnvironment,
  type DesiredState,
  environmentId,
} from '@kontor/protocol/vocabulary';
import {
  type DescribedEnvironment,
  parseNewEnvironment,
  whyNotNamed,
} from '../environment/environment.ts';
import { type ProjectInputs, placesIn } from '../environment/project-inputs.ts';
import type { PlanItem, StateProblem, StateStep } from './state-plan.ts';
import type { StateWorld } from './state-world.ts';

export type PlannedEnvironments = {
  readonly items: readonly PlanItem[];
  readonly steps: readonly StateStep[];
  readonly problems: readonly StateProblem[];
  /** Those that the project has once the steps are taken. */
  readonly after: readonly DescribedEnvironment[];
};

/** Plans the environments that a file names: those that stand are kept or described anew, others are made. */
export function planEnvironments(
  { environments, project: name }: DesiredState,
  { project, made }: StateWorld,
): PlannedEnvironments {
  const items: PlanItem[] = [];
  const steps: StateStep[] = [];
  const problems: StateProblem[] = [];
  const after = [...(project?.customEnvironments ?? [])];
  for (const [slug, wanted] of Object.entries(environments)) {
    const former = after.find((each) => each.slug === slug);
    if (former !== undefined) {
      const changes = differencesOf(former, wanted ?? {});
      const isMade = made.environments.includes(former.id);
      const action = changes.length > 0 ? 'change' : 'keep';
      items.push({ action, kind: 'environment', name: slug, isMade, ...told(changes) });
      if (changes.length > 0) {
        steps.push({ kind: 'change-environment', slug, change: wanted ?? {} });
      }
      continue;
    }
    const parsed = parseNewEnvironment(slug, after);
    if (!parsed.ok) {
      const message = whyNotNamed(parsed.error.code, slug, name);
      problems.push({ path: ['environments', slug], message });
      continue;
    }
    const { description = null, branchMatcher = null } = wanted ?? {};
    after.push(notThereYet({ slug, description, branchMatcher }, after.length));
    const changes = differencesOf({ description: null, branchMatcher: null }, wanted ?? {});
    items.push({ action: 'create', kind: 'environment', name: slug, ...told(changes) });
    steps.push({ kind: 'create-environment', slug, description, branchMatcher });
  }
  return { items, steps, problems, after };
}

function told(changes: readonly string[]) {
  return changes.length > 0 ? { changes } : {};
}

type Described = Pick<DescribedEnvironment, 'description' | 'branchMatcher'>;

function differencesOf(former: Described, wanted: DesiredEnvironment): string[] {
  const { description, branchMatcher } = wanted;
  const [before, after] = [matcherText(former.branchMatcher), matcherText(branchMatcher)];
  return [
    ...(description === undefined || description === former.description
      ? []
      : ['description: another one']),
    ...(branchMatcher === undefined || before === after ? [] : [`branches: ${before} → ${after}`]),
  ];
}

function matcherText(matcher: BranchMatcher | null | undefined): string {
  return matcher ? `${matcher.type} ${matcher.pattern}` : 'none';
}

/** Stands for an environment that has no id yet. */
function notThereYet(said: Described & { readonly slug: string }, index: number) {
  const id = environmentId.parse(`env_${String(index).padStart(24, '0')}`);
  return { ...said, id, createdAt: new Date(0), updatedAt: new Date(0) };
}

/**
 * Environments of the project that the file does not name. One that earlier plans made goes when
 * nothing is in it any more: what is in it may be somebody else's.
 */
export function planOtherEnvironments(
  desired: DesiredState,
  { project, made }: StateWorld,
  { after, prunes }: { readonly after: ProjectInputs; readonly prunes: boolean },
) {
  const used = new Set([
    ...placesIn(after),
    // what a new resource brings is not foreseen, but where it brings it is
    ...Object.values(desired.connections).flatMap(({ environments = [] }) => environments),
  ]);
  const items: PlanItem[] = [];
  const steps: StateStep[] = [];
  for (const { id, slug } of project?.customEnvironments ?? []) {
    if (Object.hasOwn(desired.environments, slug)) continue;
    const isMade = made.environments.includes(id);
    const isGoing = isMade && prunes && !used.has(slug);
    items.push({
      action: isGoing ? 'remove' : 'leave',
      kind: 'environment',
      name: slug,
      isMade,
      ...(isMade && used.has(slug) && { note: 'it stays while something is in it' }),
    });
    if (isGoing) steps.push({ kind: 'remove-environment', slug });
  }
  return { items, steps };
}
