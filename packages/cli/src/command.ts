import type * as z from 'zod';
import { CliError } from './cli-error.ts';
import { exitCode } from './exit-code.ts';
import type { Shown } from './output/shown.ts';
import { optionName } from './program/option-name.ts';
import type { Session } from './session.ts';

/** A command as data: what it takes, an example of it, and what it does. */
export type Command<
  Args extends z.ZodObject,
  Options extends z.ZodObject,
  Output extends z.ZodType | null,
> = {
  /** Positional arguments in their order. */
  readonly args: Args;
  /** Options by their name in camel case. */
  readonly options: Options;
  /** Further sentences for its help. */
  readonly details?: string;
  readonly examples: readonly [string, ...string[]];
  /** What `--json` prints when it is done; null where that is no document of its own. */
  readonly output: Output;
  readonly run: (
    input: { readonly args: z.output<Args>; readonly options: z.output<Options> },
    session: Session,
  ) => Promise<Shown<Output extends z.ZodType ? Printed<z.output<Output>> : undefined>>;
};

/** A document to print, whose lists are only read. */
type Printed<T> = { readonly [Key in keyof T]: OnlyRead<T[Key]> };
type OnlyRead<T> = T extends (infer Item)[] ? readonly Item[] : T;

/** A command whose types are set aside, so that all can stand in one list. */
export type AnyCommand = {
  readonly args: z.ZodObject;
  readonly options: z.ZodObject;
  readonly details?: string;
  readonly examples: readonly [string, ...string[]];
  readonly output: z.ZodType | null;
  /** Checks what was typed, before a session is opened, and answers how to run it. */
  readonly prepare: (typed: Typed) => (session: Session) => Promise<Shown>;
};

/** Arguments and options as they were typed. */
export type Typed = {
  readonly args: Readonly<Record<string, unknown>>;
  readonly options: Readonly<Record<string, unknown>>;
};

export function command<
  Args extends z.ZodObject,
  Options extends z.ZodObject,
  Output extends z.ZodType | null,
>({ run, ...data }: Command<Args, Options, Output>): AnyCommand {
  return {
    ...data,
    prepare: (typed) => {
      const args = read(data.args, typed.args, (name) => `<${name}>`);
      const options = read(data.options, typed.options, (name) => `--${optionName(name)}`);
      return (session) => run({ args, options }, session);
    },
  };
}

/** What was typed, as a schema has it; what does not fit is refused by the names that it is typed under. */
export function read<Schema extends z.ZodObject>(
  schema: Schema,
  typed: unknown,
  nameOf: (key: string) => string,
): z.output<Schema> {
  const parsed = schema.safeParse(typed);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map(
    ({ path, message }) => `${nameOf(String(path[0] ?? ''))}: ${message}`,
  );
  throw new CliError({
    code: 'wrong_usage',
    exitCode: exitCode.wrongUsage,
    message: lines.join('; '),
  });
}
