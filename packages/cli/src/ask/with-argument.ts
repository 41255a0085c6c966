import { readTyped } from '../completion/typed-line.ts';
import { valuesOf } from '../completion/values.ts';
import type { World } from '../world.ts';
import { createAsk } from './ask.ts';

/** How long a person who chooses waits for what there is to choose from. */
const PATIENCE_SECONDS = '10';

/**
 * The arguments with the one behind them that was left out, which the person chooses from what there is.
 * Undefined where nobody can be asked, or nothing is found to choose from.
 */
export async function withArgument(world: World): Promise<readonly string[] | undefined> {
  const { argv, stdin, stdout, environment } = world;
  const end = argv.includes('--') ? argv.indexOf('--') : argv.length;
  const before = argv.slice(0, end);
  const ask = createAsk({ stdin, stdout, isJson: before.includes('--json'), isYes: false });
  if (!ask.canAsk) return undefined;
  const line = await readTyped(before);
  const name = Object.keys(line.command?.args.shape ?? {})[line.args.length];
  if (name === undefined) return undefined;
  const patient = {
    ...world,
    environment: { ...environment, completionSeconds: PATIENCE_SECONDS },
  };
  const { found } = await valuesOf({ name, kind: 'argument', line, world: patient });
  if (found.length === 0) return undefined;
  const chosen = await ask.toChoose({
    message: `Which ${name === 'name' ? 'one' : name}?`,
    instead: `<${name}>`,
    choices: found.map(({ value, description }) => ({
      value,
      label: value,
      hint: description || undefined,
    })),
  });
  return [...before, chosen, ...argv.slice(end)];
}
