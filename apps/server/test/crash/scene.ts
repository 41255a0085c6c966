import type { Effect } from '../world/scripted-provider.ts';
import type { Stage } from '../world/story.ts';
import type { Lane } from './lane.ts';

export type Asked = {
  readonly status: number;
  readonly body: unknown;
  readonly error?: { readonly code: string } | undefined;
};

/** One request of a client, which repeats it under the same key until it is answered. */
export type Step = {
  readonly ask: (headers: Readonly<Record<string, string>>) => Promise<Asked>;
  /** Whether a refusal tells the client that it has what it wanted. */
  readonly isDone?: (refused: Asked) => boolean;
  /** What the answer is about; the same in every answer to the same request. */
  readonly subject: (body: never) => unknown;
};

/** The subject of a step whose answer is an operation. */
export const idOf = ({ operation }: { operation: { id: string } }) => operation.id;

/** What is about to happen, and how it has to end. */
export type Scene = {
  /** The teams whose operations have to end. */
  readonly stages: readonly Stage[];
  readonly steps: readonly Step[];
  /** What comes to an end beside the operations. */
  readonly isSettled?: () => Promise<boolean>;
  /** What the host, its log and its books have to say afterwards, against what is expected of them. */
  readonly compare: () => Promise<{ readonly found: unknown; readonly expected: unknown }>;
};

/** Something that a host may be killed in. */
export type Flow = {
  readonly name: string;
  readonly prepare: (lane: Lane) => Promise<Scene>;
};

const READS = /\.(?:get|list|verify)$|^plans\./;

/** What the provider does from now on, by what it has recorded itself. */
export function effectsFromNow({ provider }: Pick<Lane, 'provider'>) {
  const from = provider.effects.length;
  return {
    all: (): readonly Effect[] =>
      provider.effects.slice(from).filter(({ what }) => !READS.test(what)),
    names: (): readonly string[] =>
      provider.effects
        .slice(from)
        .filter(({ what }) => !READS.test(what))
        .map(({ what }) => what),
  };
}
