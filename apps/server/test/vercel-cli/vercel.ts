import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect } from 'vitest';
import { makeMachine, type Ran, type RunOptions } from './machine.ts';

const require = createRequire(import.meta.url);
const main = require.resolve('vercel/dist/vc.js');

export type Vercel = ReturnType<typeof vercelAt>;

/**
 * A machine with an empty home, signed in to a host, on which the protocol's own command line is run as
 * anybody installs it. It may call this machine only; whatever else it tries is a fault of the test.
 *
 * @see docs/vercel-cli.md
 */
export function vercelAt(url: string, token: string) {
  const machine = makeMachine();
  const common = ['--global-config', machine.settings];
  writeFileSync(join(machine.settings, 'config.json'), JSON.stringify({ api: url }));
  writeFileSync(join(machine.settings, 'auth.json'), JSON.stringify({ token }));
  const run = async (line: string, options: RunOptions = {}): Promise<Ran> => {
    const args = line.split(' ');
    // some commands do not find their own words behind options, and what follows "--" is another's
    const end = args.includes('--') ? args.indexOf('--') : args.length;
    const all = [main, ...args.slice(0, end), ...common, ...args.slice(end)];
    const ran = await machine.start(all, options);
    expect(machine.reachedOut(), `vercel ${line}`).toEqual([]);
    return ran;
  };
  return Object.assign(run, {
    folder: machine.folder,
    makeFolder: machine.makeFolder,
    opened: machine.opened,
    /** Runs a command that succeeds. */
    done: async (line: string, options?: RunOptions): Promise<Ran> => {
      const ran = await run(line, options);
      expect(ran, `vercel ${line}`).toMatchObject({ code: 0 });
      return ran;
    },
    /** Runs a command that succeeds, and answers the JSON that it prints. */
    json: async (line: string, options?: RunOptions) => {
      const ran = await run(line, options);
      expect(ran, `vercel ${line}`).toMatchObject({ code: 0 });
      return JSON.parse(ran.stdout);
    },
  });
}
