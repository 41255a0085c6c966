import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { product } from '@kontor/provider-postgres';
import { expect, test } from 'vitest';
import { startWorld } from './start-world.ts';

const modules = fileURLToPath(new URL('../../../node_modules', import.meta.url));

test('the program of the guide for Node runs as it stands, with what a team gets', async () => {
  const [guide] = product.details.guides;
  const [, program = ''] = /```js\n(.*?)```/s.exec(guide?.steps[2]?.content ?? '') ?? [];
  const world = await startWorld();
  const folder = await mkdtemp(join(tmpdir(), 'kontor-guide-'));
  try {
    await writeFile(join(folder, 'notes.mjs'), program);
    await symlink(modules, join(folder, 'node_modules'));
    const { secrets } = await (await world.team()).provision();

    const ran = await promisify(execFile)(process.execPath, ['notes.mjs'], {
      cwd: folder,
      env: secrets,
    });

    expect(ran.stdout).toBe('{ notes: 1 }\n');
  } finally {
    await rm(folder, { recursive: true });
    await world.stop();
  }
});

test.each(product.details.guides.map((each) => [each.framework, each] as const))(
  'the guide for %s connects the database, reads its variable, and says how it is run',
  (_, { steps }) => {
    const text = steps.map(({ content }) => content).join('\n');

    expect(steps[0]?.actions).toEqual([{ type: 'connect_to_project' }]);
    expect(text).toMatch(/PGHOST|"DATABASE_URL"/);
    expect(steps.at(-1)?.content).toContain('kontor run --project <project> -- ');
  },
);
