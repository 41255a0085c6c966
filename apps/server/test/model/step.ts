import * as fc from 'fast-check';
import { expect } from 'vitest';
import { isProof } from '../proof/evidence.ts';
import { type Operation, Trial } from './asking.ts';
import { Choices } from './choices.ts';
import { agentOperations } from './operations/agents.ts';
import { clockOperations } from './operations/clocks.ts';
import { connectionOperations } from './operations/connections.ts';
import { invitationOperations } from './operations/invitations.ts';
import { invoiceOperations } from './operations/invoices.ts';
import { marketplaceOperations } from './operations/marketplace.ts';
import { moneyOperations } from './operations/money.ts';
import { peopleOperations } from './operations/people.ts';
import { platformOperations } from './operations/platform.ts';
import { projectOperations } from './operations/projects.ts';
import { providerOperations } from './operations/provider.ts';
import { sharedOperations } from './operations/shared.ts';
import { topUpOperations } from './operations/top-ups.ts';
import { transferOperations } from './operations/transfers.ts';
import { usageOperations } from './operations/usage.ts';
import { webhookOperations } from './operations/webhooks.ts';
import { freshModel, type Stage, tidy } from './stage.ts';
import { seenInModel } from './visible.ts';
import { seenAtHost } from './visible-at-host.ts';

const operations = {
  ...peopleOperations,
  ...projectOperations,
  ...sharedOperations,
  ...marketplaceOperations,
  ...providerOperations,
  ...connectionOperations,
  ...transferOperations,
  ...moneyOperations,
  ...agentOperations,
  ...invoiceOperations,
  ...invitationOperations,
  ...webhookOperations,
  ...usageOperations,
  ...topUpOperations,
  ...platformOperations,
  ...clockOperations,
};
export type OperationName = keyof typeof operations;
const names = Object.keys(operations) as OperationName[];

/** What is done more often than the rest, because it needs much to be there before, or is needed by much. */
const often: readonly OperationName[] = [
  ...([
    'addPaymentMethod',
    'createProject',
    'install',
    'provision',
    'provision',
    'connect',
    'connect',
  ] as const),
  ...(['changeConnection', 'changeConnection', 'disconnect', 'pushSecrets', 'rotate'] as const),
  ...([
    'changeResource',
    'deleteResource',
    'buyBalance',
    'buyThroughAgent',
    'approve',
    'approve',
    'createAgent',
    'share',
    'changeShared',
  ] as const),
  ...(['writeVariable', 'writeVariable', 'changeVariable', 'deleteVariable'] as const),
  ...(['createEnvironment', 'readValues', 'revokeToken', 'unshare'] as const),
  ...(['offerResource', 'offerProject', 'accept', 'accept'] as const),
  ...(['setTopUpRule', 'setTopUpRule', 'reportBalance', 'reportBalance'] as const),
  ...(['bill', 'advanceClock', 'advanceClock'] as const),
];

/** One operation, with the numbers that decide all that it leaves open; what is left out is nought. */
export class Step {
  readonly name: OperationName;
  readonly numbers: readonly number[];

  constructor(name: OperationName, numbers: readonly number[]) {
    this.name = name;
    this.numbers = numbers;
  }

  /** Answers whether there was anything to do it to. */
  async take(trial: Trial): Promise<boolean> {
    const operation: Operation = operations[this.name];
    const doing = operation(trial, new Choices(this.numbers));
    await doing;
    return doing !== undefined;
  }

  toString(): string {
    return `${this.name}(${this.numbers.join(', ')})`;
  }
}

/** What three teams have to begin with: each a project that is connected to a resource, an agent, and a way to pay. */
const furniture = [0, 1, 2].flatMap((team) => [
  new Step('createProject', [team]),
  new Step('install', [team]),
  new Step('addPaymentMethod', [team]),
  new Step('provision', [team, 0, 0, 0, team, 0, 0, 0, team + 1]),
  new Step('connect', [team]),
  new Step('createAgent', [team]),
  // one of them is on a clock, in every other life
  ...(team === 0 ? [new Step('createClock', [team, 0, 4])] : []),
]);

const step = fc
  .tuple(
    fc.constantFrom(...names, ...often, ...often),
    fc.array(fc.nat(2 ** 16), { minLength: 16, maxLength: 16 }),
  )
  .map(([name, numbers]) => new Step(name, numbers));

/** At most so many steps are taken one after the other on the same teams: to compare them whole costs as much as some thirty. */
export const LONGEST = isProof('model') ? 960 : 120;

/** A life of three teams: some of the furniture, then anything. */
export const anyLife: fc.Arbitrary<readonly Step[]> = fc
  .tuple(
    fc.subarray(furniture),
    fc.array(step, { minLength: LONGEST / 3, maxLength: LONGEST, size: 'max' }),
  )
  .map(([begin, steps]) => [...begin, ...steps]);

export type Tally = {
  /** How often each operation was done, whether it was refused or not. */
  readonly done: Map<OperationName, number>;
  /** How often the host answered each of these. */
  readonly answers: Map<string, number>;
  steps: number;
  compared: number;
  lives: number;
};

export function createTally(): Tally {
  return { done: new Map(), answers: new Map(), steps: 0, compared: 0, lives: 0 };
}

/** Takes all steps on teams as nobody has touched them, and compares each answer and the end. */
export async function live(stage: Stage, steps: readonly Step[], tally: Tally): Promise<void> {
  const trial = new Trial(await freshModel(stage), stage);
  try {
    for (const each of steps) {
      if (!(await each.take(trial))) continue;
      tally.done.set(each.name, (tally.done.get(each.name) ?? 0) + 1);
      tally.steps += 1;
    }
    for (const team of trial.model.teams) {
      expect(await seenAtHost(team, trial.ownerOf(team))).toEqual(
        seenInModel(trial.model, team, stage),
      );
      tally.compared += 1;
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${reason}\n${trial.told.join('\n')}`, { cause: error });
  }
  tally.lives += 1;
  for (const [answer, times] of trial.answers) {
    tally.answers.set(answer, (tally.answers.get(answer) ?? 0) + times);
  }
  tidy(stage);
}
