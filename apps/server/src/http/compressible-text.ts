import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import type { Soon } from '../soon.ts';

/** In bytes: of a shorter text the copy saves little that a network would notice. */
export const COMPRESSED_FROM = 4096;
/** What a copy takes of its text at most: one that saves less is not kept. */
export const LARGEST_COPY = 0.5;
/** Of the four threads that names are resolved and keys are used in, the rest is for others. */
const MOST_AT_ONCE = 2;

const compress = promisify(gzip);
let underWay = 0;

/**
 * A text that is sent as it is or compressed. The copy is made once, in a thread beside, when somebody
 * takes it first; all who want it meanwhile wait for the same.
 *
 * For what holds no secret: how long a copy is tells whoever sees it pass what is in it twice.
 *
 * @see docs/adr/0016-compressed-answers.md
 */
export class CompressibleText {
  readonly plain: Buffer;
  #copy: Buffer | null | undefined;
  #coming: Promise<Buffer | null> | undefined;

  constructor(text: string) {
    this.plain = Buffer.from(text);
    if (this.plain.length < COMPRESSED_FROM) this.#copy = null;
  }

  /** In gzip; null where that saves too little, or where as many others are being compressed as may be. */
  compressed(): Soon<Buffer | null> {
    if (this.#copy !== undefined) return this.#copy;
    if (this.#coming !== undefined) return this.#coming;
    if (underWay >= MOST_AT_ONCE) return null;
    this.#coming = this.#compress();
    return this.#coming;
  }

  async #compress(): Promise<Buffer | null> {
    underWay += 1;
    try {
      const copy = await compress(this.plain, { level: constants.Z_BEST_SPEED });
      this.#copy = copy.length > LARGEST_COPY * this.plain.length ? null : copy;
      return this.#copy;
    } finally {
      underWay -= 1;
      this.#coming = undefined;
    }
  }
}
