import {
  hostRequirements,
  hostTrials,
  requirements,
  trials,
  unjudged,
  unjudgedOfHosts,
} from '@kontor/check';
import { describe, expect, test } from 'vitest';
import { readSpecPages } from './spec-pages.ts';

const sides = [
  { party: 'provider', demands: requirements, tried: trials, impossible: unjudged },
  { party: 'host', demands: hostRequirements, tried: hostTrials, impossible: unjudgedOfHosts },
] as const;

describe.each(sides)(
  'the conformance kit, for a $party',
  ({ party, demands, tried, impossible }) => {
    const judged = new Set<string>(tried.flatMap((trial) => [...trial.requirements]));
    const excused = Object.keys(impossible);

    test('has what the pages demand; `npm run -s requirements -w packages/check` makes it so', () => {
      const demanded = readSpecPages().flatMap(({ file: page, requirements: all }) =>
        all
          .filter(({ text }) => text.startsWith(`The ${party} `))
          .map(({ id, text }) => [id, { page, text: text.replaceAll(/\]\([^)]+\)/g, ']') }]),
      );

      expect(Object.entries(demands)).toEqual(demanded);
    });

    test('judges each demand or says why that cannot be done', () => {
      const open = Object.keys(demands).filter((id) => !judged.has(id) && !excused.includes(id));

      expect(open).toEqual([]);
    });

    test('does not call impossible what it judges', () => {
      expect(excused.filter((id) => judged.has(id))).toEqual([]);
    });

    test('has trials with a name of their own, a sentence, and something to do', () => {
      const names = tried.map(({ name }) => name);

      expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
      expect(names.filter((name) => !/^[a-z]+(?:-[a-z]+)*$/.test(name))).toEqual([]);
      expect(
        tried.filter(({ title, advice }) => !/\.$/.test(title) || !/\.$/.test(advice)),
      ).toEqual([]);
    });
  },
);

test('the conformance kit has levels that go from little to much', () => {
  const basic = trials.filter(({ level }) => level === 'basic');

  expect(basic.filter(({ needs }) => needs !== undefined)).toEqual([]);
});
