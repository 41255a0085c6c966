import type { AnyCommand } from '../command.ts';
import { type CommandEntry, commands, nouns } from '../commands/index.ts';
import { environmentVariables } from '../config/environment.ts';
import { exitCodeMeaning } from '../exit-code.ts';
import { globalOptions } from '../global-options.ts';
import { describeArguments, describeOptions } from '../program/describe-inputs.ts';
import { fileSchema } from '../schema/file-schema.ts';
import { outputSchemas } from '../schema/output-schemas.ts';
import { introduction } from './introduction.ts';

/** The reference of the command line, in Markdown, from the commands themselves. */
export async function reference(): Promise<string> {
  const sections = await Promise.all(
    commands.map(async (entry) => commandSection(entry, await entry.load())),
  );
  return [
    introduction,
    '## Options of every command\n',
    table(
      ['Option', 'Meaning'],
      globalOptions.map(([usage, meaning]) => [code(usage), meaning]),
    ),
    '## Exit codes\n',
    table(['Code', 'Meaning'], Object.entries(exitCodeMeaning)),
    '## Environment\n',
    table(
      ['Variable', 'Meaning'],
      Object.entries(environmentVariables).map(([name, meaning]) => [code(name), meaning]),
    ),
    '## Commands\n',
    ...sections,
  ].join('\n');
}

/** What the commands print with `--json`, as one document of JSON Schema. */
export async function schemaText(): Promise<string> {
  return `${JSON.stringify(await outputSchemas(commands), null, 1)}\n`;
}

function commandSection({ words, aliases, summary }: CommandEntry, command: AnyCommand): string {
  const args = describeArguments(command.args);
  const options = describeOptions(command.options);
  const usage = ['kontor', ...words, ...args.map((each) => each.usage)].join(' ');
  const others = otherNames(words, aliases);
  return [
    `### kontor ${words.join(' ')}\n`,
    `${summary}${others.length === 0 ? '' : ` Also ${others.map(code).join(', ')}.`}\n`,
    ...(command.details === undefined ? [] : [`${command.details}\n`]),
    `    ${usage}${options.length === 0 ? '' : ' [options]'}\n`,
    ...(args.length === 0
      ? []
      : [
          table(
            ['Argument', 'Meaning'],
            args.map((each) => [code(each.usage), each.description]),
          ),
        ]),
    ...(options.length === 0
      ? []
      : [
          table(
            ['Option', 'Meaning'],
            options.map((each) => [code(each.usage), each.description]),
          ),
        ]),
    '```sh',
    ...command.examples,
    '```\n',
  ].join('\n');
}

function otherNames(words: CommandEntry['words'], aliases: CommandEntry['aliases'] = []) {
  const [noun] = words;
  if (words.length === 1) return (nouns[noun]?.aliases ?? []).map((each) => `kontor ${each}`);
  return aliases.map((alias) => `kontor ${words.slice(0, -1).join(' ')} ${alias}`);
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(titles), line(titles.map(() => '---')), ...rows.map(line), ''].join('\n');
}

function code(text: string): string {
  return `\`${text}\``;
}

/** The schema of `kontor.yaml`, as it is kept in the repository. */
export function fileSchemaText(): string {
  return `${JSON.stringify(fileSchema(), null, 2)}\n`;
}
