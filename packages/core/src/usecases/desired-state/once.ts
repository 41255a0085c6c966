import type { ProjectId } from '@kontor/protocol/vocabulary';
import type { StatePlan } from '../../domain/desired-state/state-plan.ts';
import type { TeamTx, Transact } from '../team-tx.ts';
import type { MadeThing } from './state-plan-store.ts';

/** The step was taken by somebody else. Thrown, so that the transaction leaves nothing. */
export class Overtaken extends Error {
  override readonly name = 'Overtaken';
}

/**
 * Transactions that take a step of a plan once: the step is noted as done together with what it does,
 * and with what it has made. Where it is refused nothing is noted; where somebody has taken it
 * already, it throws {@link Overtaken}.
 *
 * @param lockFirst locks what has to be locked before any project
 */
export function once(
  transact: Transact<TeamTx>,
  plan: StatePlan,
  position: number,
  lockFirst: (tx: TeamTx) => Promise<unknown> = async () => {},
): Transact<TeamTx> {
  return (teamId, work) =>
    transact(teamId, async (tx) => {
      await requirePending(tx, plan, position);
      await lockFirst(tx);
      const before = await belongings(tx, plan);
      const outcome = await work(tx);
      if (isRefusal(outcome)) return outcome;
      const after = await belongings(tx, plan);
      for (const thing of after.things) {
        const isNew = !before.things.some(({ id }) => id === thing.id);
        if (isNew && after.projectId) await tx.statePlans.noteMade(after.projectId, thing);
      }
      await noteDone(tx, plan, position);
      return outcome;
    });
}

/** Notes a step as done whose work was done outside, unless it is noted already. */
export function noteTaken(
  transact: Transact<TeamTx>,
  plan: StatePlan,
  { position, made }: { readonly position: number; readonly made?: MadeThing | undefined },
): Promise<void> {
  return transact(plan.teamId, async (tx) => {
    await requirePending(tx, plan, position);
    const project = await tx.projects.lockNamed(plan.project);
    if (made !== undefined && project !== undefined) await tx.statePlans.noteMade(project.id, made);
    await noteDone(tx, plan, position);
  });
}

async function requirePending(tx: TeamTx, { id }: StatePlan, position: number): Promise<void> {
  const current = await tx.statePlans.lock(id);
  const isPending = current?.status === 'applying' && current.steps[position]?.status === 'pending';
  if (!isPending) throw new Overtaken(`step ${position} of ${id} was taken by somebody else`);
}

async function noteDone(tx: TeamTx, { id }: StatePlan, position: number): Promise<void> {
  const current = await tx.statePlans.lock(id);
  if (current === undefined) return;
  const steps = current.steps.map((each, at) =>
    at === position ? ({ ...each, status: 'done' } as const) : each,
  );
  await tx.statePlans.save({ ...current, steps });
}

type Belongings = {
  readonly projectId: ProjectId | undefined;
  readonly things: readonly MadeThing[];
};

/** What the project has that a step can make in it. */
async function belongings(tx: TeamTx, { project: name }: StatePlan): Promise<Belongings> {
  const project = await tx.projects.lockNamed(name);
  if (project === undefined) return { projectId: undefined, things: [] };
  const { variables } = await tx.projects.inputs(project.id);
  const connections = await tx.statePlans.connections(project.id);
  const environments = await tx.customEnvironments.list(project.id);
  return {
    projectId: project.id,
    things: [
      ...variables.map(({ variableId: id }) => ({ kind: 'variables', id }) as const),
      ...connections.map(({ id }) => ({ kind: 'connections', id }) as const),
      ...environments.map(({ id }) => ({ kind: 'environments', id }) as const),
    ],
  };
}

function isRefusal(outcome: unknown): boolean {
  return typeof outcome === 'object' && outcome !== null && 'ok' in outcome && outcome.ok === false;
}
