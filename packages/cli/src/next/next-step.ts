import { shellCommand } from '../output/shell-quote.ts';

/** What was typed, and where the command acts: what a next one has to keep to. */
export type Typed = {
  /** The words behind `kontor`. */
  readonly argv: readonly string[];
  /** As `--team` and `--host` named them. */
  readonly team?: string | undefined;
  readonly host?: string | undefined;
};

/** What a builder says of a step. */
export type Said = {
  /** What it is for, such as `Follow it`. */
  readonly says: string;
  /** The words behind `kontor`; of a command that is typed again, what becomes of what was typed. */
  readonly words: readonly string[] | ((argv: readonly string[]) => readonly string[] | undefined);
  /** What of the place it acts in too; unless stated, both team and host. */
  readonly keeps?: 'host' | 'nothing';
};

/** A command that gets on from where another ended. Only the builders beside this make one. */
class Step {
  /** The builder that made it. */
  readonly name: string;
  readonly says: string;
  readonly #said: Said;

  constructor(name: string, said: Said) {
    this.name = name;
    this.says = said.says;
    this.#said = said;
  }

  /** The exact command, to be pasted; undefined where what was typed holds a secret or no place for it. */
  command(typed: Typed): string | undefined {
    const { words, keeps } = this.#said;
    if (typeof words !== 'function') {
      return shellCommand('kontor', ...words, ...placeOf(typed, keeps));
    }
    const again = words(typed.argv);
    return again && shellCommand('kontor', ...again);
  }
}
export type NextStep = Step;

function placeOf({ team, host }: Typed, keeps: Said['keeps']): readonly string[] {
  return [
    ...(team === undefined || keeps !== undefined ? [] : ['--team', team]),
    ...(host === undefined || keeps === 'nothing' ? [] : ['--host', host]),
  ];
}

type Builders = Readonly<Record<string, (...facts: never[]) => Said>>;
type Named<Given extends Builders> = {
  readonly [Name in keyof Given]: (...facts: Parameters<Given[Name]>) => NextStep;
};

/** Makes steps of what builders say, under the builders' names. */
export function named<Given extends Builders>(builders: Given): Named<Given> {
  const entries = Object.entries(builders).map(([name, build]) => [
    name,
    (...facts: never[]) => new Step(name, build(...facts)),
  ]);
  return Object.fromEntries(entries) as Named<Given>;
}
