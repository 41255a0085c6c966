import { expect, test } from 'vitest';
import { judgeReference, referenceProviders } from './reference-providers.ts';

test.each(referenceProviders)(
  'the provider %s passes every trial that applies, and keeps nothing',
  async (name) => {
    const { verdict, trials, made } = await judgeReference(name);

    const wrong = trials.filter((each) => each.verdict === 'failed' || each.verdict === 'advised');
    expect(wrong).toEqual([]);
    expect(made.filter(({ isRemoved }) => !isRemoved)).toEqual([]);
    expect(verdict).toBe('passed');
    const passed = trials.filter((each) => each.verdict === 'passed').map((each) => each.name);
    expect(passed.length).toBeGreaterThan(50);
    // the bridge sells two products, and each is judged
    expect(passed.includes('provision (mail)')).toBe(name === 'osb-bridge');
  },
  120_000,
);
