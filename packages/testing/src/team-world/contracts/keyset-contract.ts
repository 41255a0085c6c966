import { emptyKeyset, type Keyset } from '@kontor/core';
import { describe, expect, test } from 'vitest';
import { mint } from '../mint.ts';
import { buildTeam } from '../team-builder.ts';
import type { TeamStorage } from '../team-storage.ts';

const keyset: Keyset = {
  secrets: [
    { name: 'EMPTY', value: '' },
    { name: 'KEY', value: '-----BEGIN\nПривет 🔑 "quoted" \\ $1', prefix: 'ACME' },
    {
      name: 'URL',
      value: 'postgres://live',
      environmentOverrides: { preview: 'postgres://preview', development: 'postgres://dev' },
    },
  ],
};

/** @see spec/concepts.md — C14 */
export function keysetContract(open: () => TeamStorage): void {
  async function given() {
    const team = buildTeam(open());
    const { id } = await team.resource();
    const find = (resourceId = id) => team.transact((tx) => tx.keysets.find(resourceId));
    const save = (next: Keyset, resourceId = id) =>
      team.transact((tx) => tx.keysets.save(resourceId, next));
    return { team, id, find, save };
  }

  describe('keysets', () => {
    test('values, prefixes and overrides come back to the letter', async () => {
      const { find, save } = await given();

      await save(keyset);

      expect(await find()).toEqual(keyset);
    });

    test('a resource without one has the empty one', async () => {
      const { find } = await given();

      expect(await find()).toEqual(emptyKeyset);
      expect(await find(mint.resource())).toEqual(emptyKeyset);
    });

    test('saving replaces the whole set', async () => {
      const { find, save } = await given();
      await save(keyset);

      await save({ secrets: [{ name: 'ONLY', value: '1' }] });

      expect(await find()).toEqual({ secrets: [{ name: 'ONLY', value: '1' }] });
    });

    test('each resource has its own, and one that is removed is gone for good', async () => {
      const { team, id, find, save } = await given();
      const other = await team.resource();
      await save(keyset);
      await save(keyset, other.id);

      await team.transact(async (tx) => {
        await tx.keysets.remove(id);
        await tx.keysets.remove(id);
      });

      expect(await find()).toEqual(emptyKeyset);
      expect(await find(other.id)).toEqual(keyset);
    });

    test('secrets of no resource are not kept', async () => {
      const { save } = await given();

      await expect(save(keyset, mint.resource())).rejects.toThrow(/constraint/);
    });
  });
}
