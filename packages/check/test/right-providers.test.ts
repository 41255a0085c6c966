import { expect, test } from 'vitest';
import { judge } from './judge.ts';

test('a provider that does everything rightly passes whatever can be judged of it', async () => {
  const { verdict, trials, made, requirements } = await judge();

  const others = trials.filter((each) => each.verdict !== 'passed');
  expect(Object.fromEntries(others.map((each) => [each.name, each.verdict]))).toEqual({
    'change-plan-of-an-installation': 'not-applicable',
    'pending-is-told': 'not-judged',
    'periods-of-the-provider': 'not-judged',
  });
  expect(verdict).toBe('passed');
  expect(made.filter(({ isRemoved }) => !isRemoved)).toEqual([]);
  expect(requirements.find(({ id }) => id === 'WHK-3')).toMatchObject({ verdict: 'not-judged' });
  expect(requirements.find(({ id }) => id === 'TOK-15')).toMatchObject({ verdict: 'passed' });
});

test('plans that cover an installation are judged where they are registered', async () => {
  const { trials } = await judge(undefined, {
    billsPerInstallation: true,
    only: ['change-plan-of-an-installation', 'RES-11'],
  });

  expect(trials.map(({ name, verdict }) => [name, verdict])).toEqual([
    ['change-plan', 'passed'],
    ['change-plan-of-an-installation', 'passed'],
    ['plan-of-a-resource', 'not-judged'],
  ]);
});
