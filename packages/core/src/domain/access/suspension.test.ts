import { action } from '@kontor/protocol/vocabulary';
import { expect, test } from 'vitest';
import { goesOnWhileSuspended } from './suspension.ts';

test('a suspended team reads everything, and beside that only pays', () => {
  const left = action.options.filter((each) => goesOnWhileSuspended(each, { reads: false }));
  expect(left.filter((each) => !/:read(?:-values)?$/.test(each))).toEqual(['billing:manage']);
  expect(action.options.every((each) => goesOnWhileSuspended(each, { reads: true }))).toBe(true);
});
