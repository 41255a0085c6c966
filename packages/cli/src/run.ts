import { CommanderError } from 'commander';
import { CliError } from './cli-error.ts';
import { commands } from './commands/index.ts';
import { exitCode } from './exit-code.ts';
import { readGlobalOptions } from './global-options.ts';
import type { Typed } from './next/next-step.ts';
import { steps } from './next/steps.ts';
import { createWriter, type Writer } from './output/writer.ts';
import { buildProgram, type Chosen } from './program/build-program.ts';
import { withEnd } from './program/with-end.ts';
import { version } from './version.ts';
import type { World } from './world.ts';

const NARROWEST_HELP = 80;

/** Runs the command that the arguments name, prints its outcome once, and answers the exit code. */
export async function run(given: World): Promise<number> {
  const { environment, stdout, stderr } = given;
  const [first, ...asked] = given.argv;
  let argv = first === 'complete' ? given.argv : await withEnd(given.argv);
  const isJson = argv.slice(0, endOfOptions(argv)).includes('--json');
  let typed: Typed = { argv };
  const writer = createWriter({
    ...{ stdout, stderr, isJson, isPlain: environment.isPlain },
    typed: () => typed,
  });
  try {
    // a shell asks at a press of a key: nothing more is loaded than what answers it
    if (first === 'complete') {
      return await (await import('./completion/complete.ts')).complete(asked, { ...given, argv });
    }
    const chosen = await choose({ ...given, argv }, writer, (whole) => {
      argv = whole;
    });
    if (chosen === undefined) return exitCode.done;
    const { team, host } = chosen.globals;
    typed = { argv, team: textOf(team), host: textOf(host) };
    return await execute({ ...given, argv }, writer, chosen);
  } catch (error) {
    const known = error instanceof CliError ? error : unexpected(error);
    given.onNext?.(known.next);
    writer.failed(known);
    return known.exitCode;
  }
}

/**
 * The command to run; undefined when only help or the version was asked for. A person is asked for
 * arguments that were left out, and `onWhole` told the arguments with them.
 */
async function choose(
  world: World,
  writer: Writer,
  onWhole: (argv: readonly string[]) => void,
): Promise<Chosen | undefined> {
  const { argv, stdout } = world;
  let chosen: Chosen | undefined;
  let page = '';
  const program = buildProgram({
    version,
    width: stdout.columns || NARROWEST_HELP,
    print: (text) => {
      page += text;
    },
    onChosen: (found) => {
      chosen = found;
    },
  });
  try {
    await program.read(argv);
    return chosen;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.help') throw verbNeeded(program.reached());
    if (error.code === 'commander.missingArgument') {
      const { withArgument } = await import('./ask/with-argument.ts');
      const whole = await withArgument(world);
      if (whole !== undefined) {
        onWhole(whole);
        return choose({ ...world, argv: whole }, writer, onWhole);
      }
    }
    if (error.exitCode !== 0) {
      const { wrongUsage } = await import('./program/wrong-usage.ts');
      throw await wrongUsage(error, { argv, reached: program.reached(), usage: program.usage() });
    }
    writer.page(error.code === 'commander.version' ? 'version' : 'help', page);
    return undefined;
  }
}

function textOf(given: unknown): string | undefined {
  return typeof given === 'string' && given !== '' ? given : undefined;
}

async function execute(world: World, writer: Writer, { command, typed, globals }: Chosen) {
  const options = readGlobalOptions(globals);
  const runCommand = command.prepare(typed);
  const { openSession } = await import('./session.ts');
  const shown = await runCommand(await openSession(world, { options, writer, commands, run }));
  world.onDocument?.(shown.data);
  if (shown.next !== undefined) world.onNext?.(shown.next);
  writer.shown(shown);
  return shown.exitCode ?? exitCode.done;
}

function endOfOptions(argv: readonly string[]): number {
  const index = argv.indexOf('--');
  return index < 0 ? argv.length : index;
}

function verbNeeded(reached: readonly string[]) {
  const [noun] = reached;
  const verbs = new Set(
    commands.flatMap(({ words: [first, verb] }) => (first === noun && verb) || []),
  );
  return new CliError({
    code: 'wrong_usage',
    exitCode: exitCode.wrongUsage,
    message: `Say what to do: ${[...verbs].map((verb) => `kontor ${noun} ${verb}`).join(', ')}.`,
    next: noun === undefined ? [] : [steps.showHelp(noun)],
  });
}

function unexpected(error: unknown) {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new CliError({
    code: 'internal_error',
    exitCode: exitCode.refused,
    message: 'Something went wrong in the command itself. Please report this:',
    details: stack.split('\n'),
    facts: { stack },
    cause: error,
  });
}
