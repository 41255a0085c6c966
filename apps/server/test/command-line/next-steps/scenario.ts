import type { StepName } from '@kontor/cli';
import { expect } from 'vitest';
import type { RanHere } from '../../world/command-here.ts';
import type { Stage } from './stage.ts';

export type Taken = RanHere & { readonly command: string };
type Env = Readonly<Record<string, string>>;
export type Scenario = {
  /** What is done before anything is typed; it may answer what the line speaks of. */
  readonly before?: () => Promise<unknown>;
  /** What is typed; `…` is what {@link before} has answered. */
  readonly line: string;
  /** How that ends, where not with 0. */
  readonly code?: number;
  readonly env?: Env;
  /** What only a person has, added to the step before it is taken. */
  readonly person?: { readonly words: readonly string[]; readonly input: string };
  readonly takenWith?: Env;
  /** What is done between the two. */
  readonly between?: () => Promise<unknown>;
  /** What the step prints, or what has changed by it. */
  readonly gets: RegExp | ((taken: Taken, first: RanHere) => Promise<void> | void);
};

/** Of steps that are told: a command that tells it, and what is seen when it is taken. */
export type Scenarios = { readonly [Name in StepName]?: Scenario | { readonly takenIn: string } };

export const emptyTeam: Env = { KONTOR_TEAM: 'empty' };
export const paid = 'kontor resource create scripted/db --plan small --metadata region=fra1 --name';
export const free = 'kontor resource create scripted/db --plan free --metadata region=fra1 --name';
export const lastWord = (command: string) => command.split(' ').at(-1) ?? '';

/** The command that was refused is done now. */
export const nowDone =
  ({ here }: Stage, line: string, env: Env = {}) =>
  async (taken: Taken) => {
    expect(taken.code, taken.stdout + taken.stderr).toBe(0);
    const again = await here.line(line, env);
    expect(again.code, again.stdout + again.stderr).toBe(0);
  };
