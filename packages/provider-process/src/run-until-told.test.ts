import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';

const run = promisify(execFile);

test('a provider whose port is taken says which in one line, and how to choose another', async () => {
  const squatter = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void squatter.close());
  await once(squatter, 'listening');
  const { port } = squatter.address() as AddressInfo;

  const ended = await started(`serve({ port: ${port}, listenAddress: '127.0.0.1' })`);

  expect(ended).toEqual([
    1,
    `Port ${port} is in use by another program. Stop it, or set KONTOR_PROVIDER_PORT to a free port.\n`,
  ]);
});

test('a setting that cannot be used is told in one line, too', async () => {
  expect(await started("settingsIn({ A: 'x' }).port('A', 1)")).toEqual([
    2,
    'A is not a port: it is a whole number from 0 to 65535.\n',
  ]);
});

/** Runs a provider that is started so, and answers its exit code and what it said. */
async function started(source: string): Promise<readonly [unknown, string]> {
  const index = JSON.stringify(new URL('index.ts', import.meta.url));
  const program = `import { runUntilTold, serve, settingsIn } from ${index};
    await runUntilTold(async () => ${source});`;
  const ended = await run(process.execPath, ['--input-type=module', '--eval', program]).catch(
    (failure) => failure,
  );
  return [ended.code, ended.stderr];
}
