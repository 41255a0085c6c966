import { randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import { spellingsOf } from './spellings.ts';

/** What is planted in a host, and the search for it. */
export function startPlanting() {
  /** Everything secret that has entered or left the host, by the way that it took. */
  const planted = new Map<string, string>();
  /** What is spelled in another way wherever it is escaped. */
  const plant = (way: string) => {
    const value = `canary/${way.replaceAll(' ', '-')}+"é${randomBytes(12).toString('hex')}`;
    planted.set(way, value);
    return value;
  };
  const hold = (way: string, value: string | undefined) => {
    if (!value) throw new Error(`there is no ${way}`);
    planted.set(way, value);
  };

  /** What a place holds of what was planted. */
  const foundIn = (text: string): readonly string[] =>
    [...planted]
      .filter(([, value]) => spellingsOf(value).some((spelling) => text.includes(spelling)))
      .map(([way]) => way);

  /** Each place that was searched, with how many texts and kilobytes. */
  const searched: (readonly [string, number, number])[] = [];
  const expectNothing = (where: string, texts: readonly string[]) => {
    const text = texts.join('\n');
    expect(text.length).toBeGreaterThan(0);
    expect(foundIn(text)).toEqual([]);
    searched.push([where, texts.length, Math.round(text.length / 1024)]);
  };
  return { planted, plant, hold, foundIn, searched, expectNothing };
}

export type Planting = ReturnType<typeof startPlanting>;
