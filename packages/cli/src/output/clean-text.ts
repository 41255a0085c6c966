import { stripVTControlCharacters } from 'node:util';

/**
 * Text from a host or provider, made safe to print on one line of a terminal: no escape sequences,
 * no control characters, nothing that turns the direction of writing around.
 */
export function cleanText(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll(/[\t\r\n\u2028\u2029]+/g, ' ')
    .replaceAll(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '');
}

/**
 * A JSON document that is safe on a terminal too: JSON escapes only a part of what a terminal obeys,
 * so the rest is escaped here. It parses to the same value.
 */
export function cleanJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replaceAll(
    /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
