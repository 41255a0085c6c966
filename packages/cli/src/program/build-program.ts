import { type Option, Command as Parser } from 'commander';
import type { AnyCommand, Typed } from '../command.ts';
import { type CommandEntry, commands, groups, nouns } from '../commands/index.ts';
import { globalOptions } from '../global-options.ts';

export type Chosen = {
  readonly command: AnyCommand;
  readonly typed: Typed;
  readonly globals: Readonly<Record<string, unknown>>;
};

export type ProgramOptions = {
  readonly version: string;
  readonly print: (text: string) => void;
  readonly width: number;
  /** Called with what the arguments ask for. */
  readonly onChosen: (chosen: Chosen) => void;
};

export type Program = {
  /** Reads arguments. Throws what the parser finds wrong with them. */
  readonly read: (argv: readonly string[]) => Promise<void>;
  /** The words of the command that was reached, to point at its help. */
  readonly reached: () => readonly string[];
  /** How that command is written. */
  readonly usage: () => string;
};

/** The parser of every command. A command is loaded when the arguments have reached it. */
export function buildProgram(options: ProgramOptions): Program {
  const root = createRoot(options);
  const entries = addCommands(root);
  let reached: readonly string[] = [];
  let last = root;
  const prepare = async (_: Parser, parser: Parser) => {
    const entry = entries.get(parser);
    reached = entry?.words ?? [parser.name()];
    last = parser;
    if (entry === undefined) return;
    // schemas take longest to load, so only a command that is reached brings them
    const [command, { addInputs, typedFor }] = await Promise.all([
      entry.load(),
      import('./add-inputs.ts'),
    ]);
    addInputs(parser, command);
    parser.action(() =>
      options.onChosen({ command, typed: typedFor(parser, command), globals: root.opts() }),
    );
  };
  for (const parser of withinReach(root)) parser.hook('preSubcommand', prepare);
  return {
    read: async (argv) => {
      await root.parseAsync([...spelledOut(argv)], { from: 'user' });
    },
    reached: () => reached,
    usage: () => helpStyle.commandUsage(last),
  };
}

function createRoot({ version, print, width }: ProgramOptions): Parser {
  const root = new Parser('kontor')
    .description('The command line of a Kontor marketplace.')
    .version(version, '-V, --version', 'Print the version.')
    .helpOption('-h, --help', 'Print help.')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeOut: print,
      writeErr: print,
      outputError: () => {},
      getOutHelpWidth: () => width,
    })
    .configureHelp(helpStyle)
    .addHelpText(
      'after',
      '\nExample:\n  kontor catalog postgres\n\nkontor <command> --help tells more.',
    );
  for (const [usage, description] of globalOptions) root.option(usage, description);
  return root;
}

function withinReach(parser: Parser): readonly Parser[] {
  return [parser, ...parser.commands.flatMap(withinReach)];
}

/** Adds a parser for every noun and verb, and answers which command each stands for. */
function addCommands(root: Parser): ReadonlyMap<Parser, CommandEntry> {
  const added = new Map<Parser, CommandEntry>();
  const add = (parent: Parser, name: string, { summary, aliases = [] }: Named) =>
    parent
      .command(name)
      .summary(summary)
      .description(summary)
      .aliases([...aliases])
      .helpCommand(false);
  const parents = new Map(
    Object.entries(nouns).map(([noun, named]) => [noun, add(root, noun, named)]),
  );
  for (const [words, named] of Object.entries(groups)) {
    const [noun = '', group = ''] = words.split(' ');
    parents.set(words, add(parents.get(noun) ?? root, group, { aliases: [], ...named }));
  }
  for (const entry of commands) {
    const [noun, ...further] = entry.words;
    const verb = further.pop();
    const parent = parents.get([noun, ...further].join(' ')) ?? root;
    added.set(verb === undefined ? parent : add(parent, verb, entry), entry);
  }
  return added;
}

type Named = Pick<CommandEntry, 'summary' | 'aliases'>;

/** Other names of a command work, and are not shown. */
const helpStyle = {
  showGlobalOptions: true,
  subcommandTerm: (parser: Parser) => parser.name(),
  commandUsage: (parser: Parser) => `${wordsOf(parser).join(' ')} ${parser.usage()}`,
  visibleGlobalOptions: (parser: Parser) =>
    parser.parent === null ? [] : globalsOf(parser).filter(({ long }) => long !== '--version'),
};

function wordsOf(parser: Parser): string[] {
  return [...(parser.parent === null ? [] : wordsOf(parser.parent)), parser.name()];
}

function globalsOf(parser: Parser): readonly Option[] {
  return parser.parent === null ? parser.options : globalsOf(parser.parent);
}

/** `kontor help resource create` asks for the same as `kontor resource create --help`. */
function spelledOut(argv: readonly string[]): readonly string[] {
  const [first, ...rest] = argv;
  if (first === undefined) return ['--help'];
  return first === 'help' ? [...rest, '--help'] : argv;
}
