import { BoundedCache } from '../bounded-cache.ts';
import { LARGEST_COPY } from './compressible-text.ts';
import { preparedJson, prepareJson } from './prepared-json.ts';

/** A body with the tag of what it shows. */
export type KeptBody<Body extends object> = { readonly tag: string; readonly body: Body };

/** What bodies of one kind may take together, in bytes. */
const MOST_BYTES = 64 * 1024 * 1024;
/** A body is kept as its text and as what it is made of, which takes about twice as much. */
const COPIES = 3;

export type KeptBodiesOptions = {
  /** Whether they may be sent compressed: never where there is a secret in one. */
  readonly areCompressible?: boolean;
};

/**
 * Bodies as they were answered last, written out. They say nothing about what is so now: whoever answers
 * one of them has looked that its tag still is the one.
 */
export class KeptBodies<Body extends object> {
  readonly #areCompressible: boolean;
  readonly #kept: BoundedCache<string, KeptBody<Body>>;

  constructor({ areCompressible = false }: KeptBodiesOptions = {}) {
    this.#areCompressible = areCompressible;
    // a compressed copy comes later, if at all: room is kept for it
    const copies = areCompressible ? COPIES + LARGEST_COPY : COPIES;
    this.#kept = new BoundedCache(
      MOST_BYTES,
      ({ body }) => copies * (preparedJson(body)?.plain.length ?? 0),
    );
  }

  get(key: string): KeptBody<Body> | undefined {
    return this.#kept.get(key);
  }

  /** Writes a body out and keeps it in place of the one before it. */
  keep(key: string, { tag, body }: KeptBody<Body>): Body {
    prepareJson(body, { isCompressible: this.#areCompressible });
    this.#kept.set(key, { tag, body });
    return body;
  }
}
