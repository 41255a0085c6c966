import type { Setting } from '@kontor/protocol/kontor';
import * as settingEndpoints from '@kontor/protocol/kontor/setting';
import * as z from 'zod';
import { command } from '../../command.ts';
import { facts, table } from '../../output/table.ts';

export const showSettings = command({
  args: z.strictObject({}),
  options: z.strictObject({}),
  details: 'For operators. Of the process that answers; values of secrets are never shown.',
  examples: ['kontor admin settings'],
  output: settingEndpoints.getSettings.responses[200],
  run: async (_, { call }) => {
    const { body } = await call(settingEndpoints.getSettings, {});
    const { version, node, database, off, settings } = body;
    return {
      data: body,
      text: [
        ...facts([
          ['version', `${version}, Node ${node}`],
          ['database', `PostgreSQL ${database.version}${database.isEmbedded ? ', embedded' : ''}`],
          ['schema', database.schema],
          ['off', off.map(({ what }) => what).join('; ') || 'nothing'],
        ]),
        '',
        ...table(['SETTING', 'VALUE', 'FROM'], settings.map(rowOf), { whole: ['VALUE'] }),
      ],
    };
  },
});

function rowOf({ name, value, isSet, isSecret, byDefault }: Setting): string[] {
  if (!isSet) return [name, byDefault, 'default'];
  return [name, isSecret ? 'set, not shown' : (value ?? ''), 'environment'];
}
