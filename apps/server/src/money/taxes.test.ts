import { withTerms } from '@kontor/core';
import { expect, test } from 'vitest';
import { readTaxTable, type TaxPlace, taxesBy } from './taxes.ts';

const sourceOf = (text: string, places: Readonly<Record<string, TaxPlace>> = {}) =>
  taxesBy(
    readTaxTable(text) ?? null,
    async (teamId) => places[teamId] ?? { country: null, taxId: null },
  );

test('a team pays what it is named with, and everybody else what everybody pays', async () => {
  const taxesOf = sourceOf('*:VAT=19, *:City tax=0.5,team_1:VAT=0');

  expect(await taxesOf('team_2')).toEqual([
    { name: 'VAT', rate: '19' },
    { name: 'City tax', rate: '0.5' },
  ]);
  expect(await taxesOf('team_1')).toEqual([{ name: 'VAT', rate: '0' }]);
  expect(await taxesBy(null, async () => ({ country: 'DE', taxId: null }))('team_1')).toEqual([]);
});

test('the country of the billing address goes before everybody, and a team that is named before it', async () => {
  const taxesOf = sourceOf('*:Sales tax=7.25,DE:VAT=19,AT:VAT=20/reverse,AT:Levy=1,team_5:VAT=0', {
    team_1: { country: 'DE', taxId: 'DE1' },
    team_2: { country: 'AT', taxId: null },
    team_3: { country: 'AT', taxId: 'ATU12345678' },
    team_4: { country: 'FR', taxId: null },
    team_5: { country: 'DE', taxId: null },
  });

  expect(await taxesOf('team_1')).toEqual([{ name: 'VAT', rate: '19' }]);
  expect(await taxesOf('team_2')).toEqual([
    { name: 'VAT', rate: '20' },
    { name: 'Levy', rate: '1' },
  ]);
  expect(await taxesOf('team_3')).toEqual([
    { name: 'VAT, reverse charge', rate: '0', isAlwaysNamed: true },
    { name: 'Levy', rate: '1' },
  ]);
  expect(await taxesOf('team_4')).toEqual([{ name: 'Sales tax', rate: '7.25' }]);
  expect(await taxesOf('team_5')).toEqual([{ name: 'VAT', rate: '0' }]);
  expect(await taxesOf('team_6')).toEqual([{ name: 'Sales tax', rate: '7.25' }]);
});

test('a reverse charge stands on the invoice, and comes to nothing', async () => {
  const taxesOf = sourceOf('AT:VAT=20/reverse', { team_1: { country: 'AT', taxId: 'ATU1' } });

  const { taxes } = withTerms('33.33', { commissionRate: '0', taxRates: await taxesOf('team_1') });

  expect(taxes).toEqual([{ name: 'VAT, reverse charge', rate: '0', amount: '0.00' }]);
  const exempt = withTerms('33.33', {
    commissionRate: '0',
    taxRates: [{ name: 'VAT', rate: '0' }],
  });
  expect(exempt.taxes).toEqual([]);
});

test.each([
  '',
  'VAT=19',
  '*:VAT',
  '*:VAT=-1',
  '*:VAT=100',
  '*:=3',
  '*:VAT=19,',
  'DE:VAT=1e1',
  'de:VAT=19',
  'DEU:VAT=19',
  '*:VAT=19/reverse',
  'team_1:VAT=19/reverse',
  'AT:VAT=20/exempt',
])('%j is no table of taxes', (text) => {
  expect(readTaxTable(text)).toBeUndefined();
});
