import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { databaseFolder, databaseFolders } from '../src/database-folder.mjs';

it('is in memory, or the folder for what is temporary where there is less than is asked for', () => {
  const [preferred] = databaseFolders();

  expect(databaseFolder(0)).toBe(preferred);
  expect(databaseFolder(1e15)).toBe(tmpdir());
  expect(databaseFolders()).toContain(tmpdir());
});
