import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from './canonical-json.ts';

test.for([
  [{ b: 1, a: [true, null, 'x'] }, '{"a":[true,null,"x"],"b":1}'],
  [{ present: 1, absent: undefined }, '{"present":1}'],
  [{ é: 1, z: 2, Z: 3, '10': 4, '9': 5 }, '{"10":4,"9":5,"Z":3,"z":2,"é":1}'],
  [1e21, '1e+21'],
  [-0, '0'],
  ['line\nbreak', '"line\\nbreak"'],
] as const)('writes %j as %s', ([value, text]) => {
  expect(canonicalJson(value)).toBe(text);
});

test.for([Number.NaN, Number.POSITIVE_INFINITY, new Date(0), 1n, [undefined]])(
  'throws on %s, which JSON cannot hold',
  (value) => {
    expect(() => Reflect.apply(canonicalJson, undefined, [value])).toThrow(TypeError);
  },
);

test('is the same text whatever order the keys were written in, and means the same value', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const reversed = Object.fromEntries(Object.entries(value).reverse());
      const text = canonicalJson(plain(value));
      expect(canonicalJson(plain(reversed))).toBe(text);
      expect(JSON.parse(text)).toEqual(plain(value));
    }),
  );
});

/** What remains after one trip through JSON: no `-0`, no null prototypes. */
function plain(value: unknown) {
  return JSON.parse(JSON.stringify(value));
}
