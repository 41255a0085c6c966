import { type Calling, createCalling } from './calling.ts';
import { createDecisions, type Decisions } from './decisions.ts';
import { type Foundation, layFoundation } from './foundation.ts';
import type { HostOptions } from './options.ts';
import { createWork, type Work } from './work.ts';

/** Everything that a host is made of, each by its name. */
export type Pieces = Foundation & Calling & Decisions & Work & { readonly options: HostOptions };

/** Puts the pieces together; nothing of it listens or works by itself yet. */
export async function makePieces(options: HostOptions): Promise<Pieces> {
  const foundation = await layFoundation(options);
  const calling = createCalling(options, foundation);
  const decisions = createDecisions(options, foundation, calling);
  const work = createWork(options, foundation, { ...calling, ...decisions });
  return { options, ...foundation, ...calling, ...decisions, ...work };
}
