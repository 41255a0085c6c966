import { trials } from '@kontor/check';
import { expect, test } from 'vitest';
import { brokenProviders } from './broken/index.ts';
import { judge } from './judge.ts';

/** What a trial that observes others has something to look at with. */
const others = ['provision', 'read-resource', 'unknown-resource', 'delete-resource'];
const observing = new Set(trials.flatMap(({ name, observes }) => (observes ? name : [])));

test('there are broken providers of many kinds, each by a name of its own', () => {
  const names = brokenProviders.map(({ name }) => name);

  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  expect(names.length).toBeGreaterThanOrEqual(40);
});

test.each(brokenProviders)(
  '$caughtBy says no: $name',
  async ({ caughtBy, fault, billsPerInstallation = false }) => {
    const only = observing.has(caughtBy) ? [caughtBy, ...others] : [caughtBy];
    const { trials: results } = await judge(fault, { only, billsPerInstallation });

    const found = results.find(({ name }) => name === caughtBy);
    expect(found).toMatchObject({ verdict: expect.stringMatching(/^(failed|advised)$/) });
  },
);

test('every trial has shown that it can say no', () => {
  const shown = new Set(brokenProviders.map(({ caughtBy }) => caughtBy));
  const unshown = trials.map(({ name }) => name).filter((name) => !shown.has(name));

  expect(unshown.sort()).toEqual([]);
});
