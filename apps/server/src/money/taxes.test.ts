import { expect, test } from 'vitest';
import { flatTaxes, readTaxTable } from './taxes.ts';

test('a team pays what it is named with, and everybody else what everybody pays', async () => {
  const table = readTaxTable('*:VAT=19, *:City tax=0.5,team_1:VAT=0');
  const taxesOf = flatTaxes(table ?? null);

  expect(await taxesOf('team_2')).toEqual([
    { name: 'VAT', rate: '19' },
    { name: 'City tax', rate: '0.5' },
  ]);
  expect(await taxesOf('team_1')).toEqual([{ name: 'VAT', rate: '0' }]);
  expect(await flatTaxes(null)('team_1')).toEqual([]);
});

test.each(['', 'VAT=19', '*:VAT', '*:VAT=-1', '*:VAT=100', '*:=3', '*:VAT=19,', 'DE:VAT=1e1'])(
  '%j is no table of taxes',
  (text) => {
    expect(readTaxTable(text)).toBeUndefined();
  },
);
