import { type IdKind, idPrefix, mintedIdLength } from '@kontor/protocol/vocabulary';
import { freshByte } from './fresh-bytes.ts';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const TIME_LENGTH = 8;

/**
 * Mints an id: the prefix of its kind, the time in milliseconds, and randomness.
 *
 * Ids minted later sort later, so that the newest rows of an index stand together; the random part
 * (95 bits) cannot be guessed.
 */
export function mintId(kind: IdKind, now: Date = new Date()): string {
  return idPrefix[kind] + timePart(now.getTime()) + randomText(mintedIdLength - TIME_LENGTH);
}

/** Text of `length` characters drawn evenly from digits and letters. */
export function randomText(length: number): string {
  let text = '';
  while (text.length < length) {
    const byte = freshByte();
    // 248 is the largest multiple of 62 in a byte: above it some characters would come up more often
    if (byte < 248) text += ALPHABET[byte % 62];
  }
  return text;
}

/** Milliseconds in base 62, which sorts as text the way the numbers do. */
function timePart(ms: number): string {
  let rest = ms;
  let text = '';
  for (let place = 0; place < TIME_LENGTH; place++) {
    text = ALPHABET[rest % 62] + text;
    rest = Math.floor(rest / 62);
  }
  return text;
}
