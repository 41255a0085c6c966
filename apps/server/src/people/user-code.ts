import { createHmac } from 'node:crypto';
import { freshBytes } from '../fresh-bytes.ts';

/** Letters that no two people read differently, and that make no words. @see RFC 8628 §6.1 */
const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ';
const LENGTH = 8;
/** The largest multiple of their number in a byte: above it some letters would come up more often. */
const EVEN_BELOW = 240;

/** A code for a person to type: 20^8 there are. */
export function mintUserCode(): string {
  let letters = '';
  while (letters.length < LENGTH) {
    for (const byte of freshBytes(LENGTH)) {
      if (byte < EVEN_BELOW && letters.length < LENGTH) letters += LETTERS[byte % LETTERS.length];
    }
  }
  return shown(letters);
}

/** The code that somebody has typed, as it is shown; undefined of what can be none. */
export function readUserCode(typed: string): string | undefined {
  const letters = typed.toUpperCase().replaceAll(/[\s-]/g, '');
  return letters.length === LENGTH && [...letters].every((letter) => LETTERS.includes(letter))
    ? shown(letters)
    : undefined;
}

/**
 * What a code is found by. All of them can be tried in a minute, so that a plain hash would tell whoever
 * reads the database what they are.
 */
export function hashUserCode(secret: Uint8Array, code: string): Buffer {
  return createHmac('sha256', secret).update(code).digest();
}

function shown(letters: string): string {
  return `${letters.slice(0, LENGTH / 2)}-${letters.slice(LENGTH / 2)}`;
}
