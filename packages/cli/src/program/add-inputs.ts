import { Option, type Command as Parser } from 'commander';
import type { AnyCommand } from '../command.ts';
import { describeArguments, describeOptions } from './describe-inputs.ts';

/** Teaches a parser the arguments, options and examples of a command. */
export function addInputs(parser: Parser, command: AnyCommand): void {
  for (const { usage, description } of describeArguments(command.args)) {
    parser.argument(usage, description);
  }
  for (const { usage, description, isRepeatable, isNegative } of describeOptions(command.options)) {
    const option = new Option(usage, description);
    if (isRepeatable) option.argParser(collect);
    parser.addOption(option);
    if (isNegative) parser.addOption(new Option(usage.replace('--no-', '--')).hideHelp());
  }
  if (command.details !== undefined)
    parser.description(`${parser.summary()}\n\n${command.details}`);
  const title = command.examples.length === 1 ? 'Example' : 'Examples';
  parser.addHelpText(
    'after',
    `\n${title}:\n${command.examples.map((each) => `  ${each}`).join('\n')}`,
  );
}

/** What was typed, by the keys of the command's schemas. */
export function typedFor(parser: Parser, command: AnyCommand) {
  const { args } = parser;
  const present = (entries: [string, unknown][]) =>
    Object.fromEntries(entries.filter(([, value]) => value !== undefined));
  return {
    args: present(
      describeArguments(command.args).map(({ key, isRepeatable }, index) => [
        key,
        isRepeatable ? args.slice(index) : args[index],
      ]),
    ),
    options: present(
      Object.keys(command.options.shape).map((key) => [key, parser.getOptionValue(key)]),
    ),
  };
}

function collect(given: string, before: unknown): string[] {
  return Array.isArray(before) ? [...before, given] : [given];
}
