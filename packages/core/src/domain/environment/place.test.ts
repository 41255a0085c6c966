import fc from 'fast-check';
import { expect, test } from 'vitest';
import { placeName, placeNamed, placeOf } from './place.ts';

test.each([
  [{ environment: 'production' }, 'production'],
  [{ environment: 'preview', gitBranch: 'main' }, 'preview:main'],
  [{ environment: 'preview', gitBranch: 'feature:a/b' }, 'preview:feature:a/b'],
])('%j is called %s', (place, name) => {
  expect(placeName(place)).toBe(name);
});

test('every branch has a name of its own, from which it is read again', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (gitBranch) => {
      const place = placeOf('preview', gitBranch);

      expect(placeNamed(placeName(place))).toEqual({ environment: 'preview', gitBranch });
    }),
  );
});

test.each([
  ['production', 'main', { environment: 'production' }],
  ['staging', 'main', { environment: 'staging' }],
  ['preview', null, { environment: 'preview' }],
  ['preview', undefined, { environment: 'preview' }],
])('deployments to %s of the branch %s read %j', (environment, gitBranch, place) => {
  expect(placeOf(environment, gitBranch)).toEqual(place);
});
