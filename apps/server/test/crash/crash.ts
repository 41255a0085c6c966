import { isDeepStrictEqual } from 'node:util';
import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import pg from 'pg';
import { eventually, type Stage } from '../world/story.ts';
import type { Lane } from './lane.ts';
import { nameOf, type Point } from './point.ts';
import type { Asked, Flow, Scene, Step } from './scene.ts';

/** How one death of a host ended. */
export type Outcome = {
  readonly flow: string;
  readonly point: string;
  /** Whether the host came to the point where it was to die. */
  readonly wasKilled: boolean;
  /** How many requests were answered before. */
  readonly acknowledged: number;
  /** From the moment the host listens again until nothing is under way any more. */
  readonly settledMs: number;
  /** What is not as it has to be, in a sentence. */
  readonly problems: readonly string[];
};

export type CrashOptions = {
  /** After so long something counts as stuck. */
  readonly stuckAfterMs: number;
  /** Has leases run out at once that the dead process has left. */
  readonly skipsLeases?: boolean;
};

/** Every point that the host passes in a flow, in the order in which it passes them. One that was just started passes more. */
export async function pointsOf(
  lane: Lane,
  flow: Flow,
  idle: ReadonlySet<string>,
): Promise<readonly Point[]> {
  const scene = await flow.prepare(lane);
  const all = await lane.pointsOf(async () => {
    await askAll(scene, [], performance.now() + 60_000);
    await eventually(() => isSettled(scene), 60_000);
  });
  return all.filter(({ label }) => !idle.has(label) && !LOOKS.test(label));
}

/** What this very test asks while it waits, and the host asks of the provider for it. */
const LOOKS = /^answer to GET /;

/** What a host does while nobody asks anything of it. */
export async function idleLabels(lane: Lane, ms: number): Promise<ReadonlySet<string>> {
  const all = await lane.pointsOf(() => new Promise((resolve) => setTimeout(resolve, ms)));
  return new Set(all.map(({ label }) => label));
}

/** Kills the host at one point of a flow, starts it again, and looks at what there is then. */
export async function crash(
  lane: Lane,
  flow: Flow,
  point: Point,
  { stuckAfterMs, skipsLeases = false }: CrashOptions,
): Promise<Outcome> {
  const scene = await flow.prepare(lane);
  const answered: Asked[] = [];
  const death = lane.killAt(point);
  const firstTry = askAll(scene, answered, 0)
    .then(() => eventually(() => isSettled(scene), stuckAfterMs))
    .catch(() => undefined);
  await Promise.race([death, firstTry]);
  // an answer may arrive before the death that follows it is seen: whoever still hears this is not dead
  await lane.disarm();
  const wasKilled = !lane.isAlive();
  await lane.restart();
  await death;
  await firstTry;
  if (skipsLeases) await endLeases(lane);

  const start = performance.now();
  const acknowledged = [...answered];
  const problems: string[] = [];
  const answers: Asked[] = [];
  try {
    await askAll(scene, answers, start + stuckAfterMs);
    await eventually(() => isSettled(scene), start + stuckAfterMs - performance.now());
  } catch (error) {
    problems.push(`stuck: ${error instanceof Error ? error.message : error}`);
  }
  const settledMs = Math.round(performance.now() - start);
  for (const [index, before] of acknowledged.entries()) {
    const step = scene.steps[index];
    const after = answers[index];
    if (step && after && !isSame(step, before, after)) {
      problems.push(`lost: answered ${shown(before)}, and then ${shown(after)}`);
    }
  }
  if (problems.length === 0) problems.push(...(await differences(scene)));
  return {
    flow: flow.name,
    point: nameOf(point),
    wasKilled,
    acknowledged: acknowledged.length,
    settledMs,
    problems,
  };
}

/** Asks for every step in turn; repeats what is not answered until the deadline, or not at all. */
async function askAll(scene: Scene, answers: Asked[], deadline: number): Promise<void> {
  for (const [index, step] of scene.steps.entries()) {
    const headers = { 'idempotency-key': `step-${index}` };
    answers.push(await persistently(() => step.ask(headers), step, deadline));
  }
}

async function persistently(
  ask: () => Promise<Asked>,
  { isDone = () => false }: Step,
  deadline: number,
): Promise<Asked> {
  for (;;) {
    const asked = await ask().catch((error: unknown) => error as Error);
    const isAnswered = !(asked instanceof Error) && (asked.status < 300 || isDone(asked));
    if (isAnswered) return asked;
    if (performance.now() > deadline) {
      throw new Error(asked instanceof Error ? asked.message : shown(asked));
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function isSettled({ stages, isSettled: more }: Scene): Promise<boolean> {
  const running = await Promise.all(stages.map(runningIn));
  return running.every((count) => count === 0) && (await more?.()) !== false;
}

async function runningIn({ owner, team }: Stage): Promise<number> {
  const call = { params: { team }, query: { status: 'running' } };
  return (await owner.api(k.listOperations, call)).body.operations.length;
}

function isSame({ subject }: Step, before: Asked, after: Asked): boolean {
  // a refusal that the client takes for an answer says nothing of its subject
  if (before.status >= 300 || after.status >= 300) return true;
  return isDeepStrictEqual(subject(before.body as never), subject(after.body as never));
}

async function differences({ compare }: Scene): Promise<readonly string[]> {
  try {
    const { found, expected } = await compare();
    if (isDeepStrictEqual(found, expected)) return [];
    return [`found ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`];
  } catch (error) {
    return [`cannot be looked at: ${error instanceof Error ? error.stack : error}`];
  }
}

/** The time is over that the dead process was given. */
async function endLeases({ databaseUrl }: Lane): Promise<void> {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  for (const statement of LEASES) await client.query(statement);
  await client.end();
}

const LEASES = [
  'update operation_queue set leased_until = now() where leased_until > now()',
  'update payment_queue set leased_until = now(), due_at = now() where leased_until > now()',
  "update transfer_request set leased_until = now(), due_at = now() where status = 'accepting'",
  'update idempotent_request set locked_until = now() where status is null',
];

function shown({ status, body, error }: Asked): string {
  return `${status} ${JSON.stringify(error ?? body).slice(0, 200)}`;
}
