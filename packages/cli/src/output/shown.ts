import type { NextStep } from '../next/next-step.ts';
import type { Line } from './line.ts';

/** What a command has to show when it is done; the writer decides how. */
export type Shown<Data = unknown> = {
  /** The one document that `--json` prints. */
  readonly data: Data;
  /** The same for people, on the standard output. */
  readonly text: readonly Line[];
  /** What people should know beside it, on the standard error. */
  readonly notes?: readonly Line[];
  /** What gets on from here: with what it is for on the standard error, and as `next` in the document. */
  readonly next?: readonly NextStep[];
  /** 0 unless stated: one of ours, or that of a program that was run. */
  readonly exitCode?: number;
};
