import { randomBytes } from 'node:crypto';

const PLACE = /\{\{own:([^{}]+)\}\}/g;

/** Stands in a script for a value that nobody may know: each replay takes one of its own. */
export function ownValue(name: string): string {
  return `{{own:${name.replaceAll(/[{}]/g, '')}}}`;
}

/** Puts values that nobody has seen before in the places for them, equal ones for equal names. */
export function fillOwnValues(): (word: string) => string {
  const values = new Map<string, string>();
  return (word) =>
    word.replaceAll(PLACE, (_, name: string) => {
      const value = values.get(name) ?? randomBytes(16).toString('hex');
      values.set(name, value);
      return value;
    });
}
