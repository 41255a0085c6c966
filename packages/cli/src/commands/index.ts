import type { CommandEntry } from './entry.ts';
import { environmentCommands } from './environment-commands.ts';
import { moneyCommands } from './money-commands.ts';
import { operatorCommands } from './operator-commands.ts';
import { productCommands } from './product-commands.ts';
import { providerCommands } from './provider-commands.ts';
import { teamCommands } from './team-commands.ts';

export type { CommandEntry } from './entry.ts';
export { groups, nouns } from './nouns.ts';

/** Every command, in the order of the reference. */
export const commands: readonly CommandEntry[] = [
  ...productCommands,
  ...environmentCommands,
  ...moneyCommands,
  ...teamCommands,
  ...providerCommands,
  ...operatorCommands,
];
