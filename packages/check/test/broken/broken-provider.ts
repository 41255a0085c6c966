import type { Fault } from '../provider/memory-provider.ts';

/** A provider with one fault. */
export type BrokenProvider = {
  /** What it does wrong. */
  readonly name: string;
  /** The trial that has to say no. */
  readonly caughtBy: string;
  readonly fault: Fault;
  /** Whether it is registered with plans that cover an installation. */
  readonly billsPerInstallation?: boolean;
};

export function broken(name: string, caughtBy: string, fault: Fault): BrokenProvider {
  return { name, caughtBy, fault };
}
