import type { Environment } from './config/environment.ts';
import type { NextStep } from './next/next-step.ts';

/** What a run of the command meets: its arguments, its streams, and where it stands. */
export type World = {
  /** The arguments after the name of the command. */
  readonly argv: readonly string[];
  readonly environment: Environment;
  /** The folder that relative paths start from. */
  readonly folder: string;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** Aborted when the person wants to stop. */
  readonly interrupted: AbortSignal;
  /** Called with the document that `--json` prints, whether it is asked for or not. */
  readonly onDocument?: (document: unknown) => void;
  /** Called with the steps that get on from here, of which the exact commands are printed. */
  readonly onNext?: (next: readonly NextStep[]) => void;
};
