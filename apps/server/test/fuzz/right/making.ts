import type { Belongings } from '../../isolation/belongings.ts';
import type { World } from '../../world/world.ts';
import type { Things } from './things.ts';

export type Stage = { readonly world: World; readonly theirs: Belongings; readonly things: Things };

/** What a request has to name, where what everybody has in common would be refused or used up. */
export type Right = {
  /** By the parameters of the path. */
  readonly at?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly token?: string;
};

/** Makes, for some requests of an endpoint, what they are about. */
export type Making = (stage: Stage) => Right | Promise<Right>;

/** By the id of the endpoint. */
export type Makings = Readonly<Record<string, Making>>;
