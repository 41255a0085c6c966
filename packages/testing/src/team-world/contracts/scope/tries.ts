import type { TeamTx } from '@kontor/core';
import type { Rows } from './furnish.ts';

/** Every function of every store, so that one that is added is not forgotten here. */
export type Tries = {
  readonly [Store in keyof TeamTx]: {
    readonly [Name in keyof TeamTx[Store]]: (tx: TeamTx, of: Rows) => Promise<unknown>;
  };
};

/** One function of one store, tried with the rows of whichever team. */
export type Try = (tx: TeamTx, of: Rows) => Promise<unknown>;
