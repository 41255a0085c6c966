import { type RequirementId, requirements, trials, unjudged } from '@kontor/check';
import { describe, expect, test } from 'vitest';
import { readSpecPages } from './spec-pages.ts';

const ids = Object.keys(requirements) as RequirementId[];
const judged = new Set(trials.flatMap((trial) => trial.requirements));

describe('the conformance kit', () => {
  test('has what the pages demand of providers; `npm run -s requirements -w packages/check` makes it so', () => {
    const demanded = readSpecPages().flatMap(({ file: page, requirements: all }) =>
      all
        .filter(({ text }) => text.startsWith('The provider '))
        .map(({ id, text }) => [id, { page, text: text.replaceAll(/\]\([^)]+\)/g, ']') }]),
    );

    expect(Object.entries(requirements)).toEqual(demanded);
  });

  test('judges each of them or says why that cannot be done', () => {
    expect(ids.filter((id) => !judged.has(id) && unjudged[id] === undefined)).toEqual([]);
  });

  test('does not call impossible what it judges', () => {
    expect(Object.keys(unjudged).filter((id) => judged.has(id as RequirementId))).toEqual([]);
  });

  test('has trials with a name of their own, a sentence, and something to do', () => {
    const names = trials.map(({ name }) => name);

    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
    expect(names.filter((name) => !/^[a-z]+(?:-[a-z]+)*$/.test(name))).toEqual([]);
    expect(trials.filter(({ title, advice }) => !/\.$/.test(title) || !/\.$/.test(advice))).toEqual(
      [],
    );
  });

  test('has levels that go from little to much', () => {
    const basic = trials.filter(({ level }) => level === 'basic');

    expect(basic.filter(({ needs }) => needs !== undefined)).toEqual([]);
  });
});
