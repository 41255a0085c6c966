import * as z from 'zod';
import { CliError } from '../../cli-error.ts';
import { command } from '../../command.ts';
import { exitCode } from '../../exit-code.ts';
import { flag } from '../../inputs.ts';
import { similarTo } from '../../names/similar.ts';
import { suggest } from '../../names/suggest.ts';
import { fileSchema } from '../../schema/file-schema.ts';
import { outputSchema, outputSchemas } from '../../schema/output-schemas.ts';
import type { CommandEntry } from '../entry.ts';

export const showSchema = command({
  args: z.strictObject({
    command: z
      .array(z.string())
      .default([])
      .meta({ description: 'Words of the command, such as resource create; all unless named.' }),
  }),
  options: z.strictObject({
    file: flag('The schema of kontor.yaml instead, for an editor.'),
  }),
  details:
    'JSON Schema, draft 2020-12. Fields are only added within a version, which $id ends with; ignore those that you do not know. Nobody is asked.',
  examples: [
    'kontor schema resource create',
    'kontor schema > kontor.schema.json',
    'kontor schema --file > kontor.yaml.schema.json',
  ],
  output: z.record(z.string(), z.unknown()).describe('A JSON Schema.'),
  run: async ({ args, options }, { commands }) => {
    const data = options.file
      ? fileSchema()
      : args.command.length === 0
        ? await outputSchemas(commands)
        : await schemaOf(commands, args.command.join(' '));
    return { data, text: JSON.stringify(data, null, 2).split('\n') };
  },
});

async function schemaOf(commands: readonly CommandEntry[], named: string) {
  const entry = commands.find(({ words }) => words.join(' ') === named);
  if (entry === undefined) throw unknown(commands, named);
  const { output } = await entry.load();
  if (output !== null) return outputSchema(entry, output);
  throw new CliError({
    code: 'no_schema',
    exitCode: exitCode.notFound,
    message: `kontor ${named} prints no document of its own.`,
  });
}

function unknown(commands: readonly CommandEntry[], named: string) {
  const all = commands.map(({ words }) => words.join(' '));
  const within = all.filter((words) => words.startsWith(`${named} `));
  return new CliError({
    code: 'command_not_found',
    exitCode: exitCode.notFound,
    message:
      within.length > 0
        ? `${named} has several commands: ${within.join(', ')}.`
        : `There is no command '${named}'.${suggest(named, nearest(named, all))}`,
    ...(within.length > 0 && { facts: { candidates: within } }),
  });
}

/** The commands of the noun that was named; the nouns where it is none, and nothing is similar to all. */
function nearest(named: string, all: readonly string[]): readonly string[] {
  const nounOf = (words: string) => words.split(' ')[0] ?? '';
  const ofNoun = all.filter((words) => nounOf(words) === nounOf(named));
  if (ofNoun.length > 0) return ofNoun;
  return similarTo(named, all).length > 0 ? all : [...new Set(all.map(nounOf))];
}
