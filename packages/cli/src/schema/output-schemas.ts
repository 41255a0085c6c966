import * as z from 'zod';
import type { CommandEntry } from '../commands/entry.ts';
import { nouns } from '../commands/nouns.ts';

/** A JSON Schema, draft 2020-12. */
export type JsonSchema = { readonly [key: string]: unknown };

/**
 * The version of what `--json` prints. Within one, fields are added and none is taken away, renamed or
 * given another type; readers ignore what they do not know.
 */
export const OUTPUT_VERSION = 1;

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';
const ID = `urn:kontor:command-line-output:${OUTPUT_VERSION}`;

/** What any document may have beside its own. */
const next = z.array(z.string()).optional().describe('Commands that get on from here.');

/** What every command prints in place of its own document when it does not succeed. */
const failure = z.object({
  error: z.looseObject({
    code: z.string().describe('Of the host, or of the command itself.'),
    message: z.string().describe('For people.'),
    exitCode: z.int(),
    next,
    candidates: z.array(z.string()).optional().describe('What the name could have meant.'),
  }),
});

const others = {
  error: failure,
  help: z.object({ help: z.string() }),
  version: z.object({ version: z.string() }),
};

/** The schema of what one command prints with `--json`. */
export function outputSchema(
  { words }: Pick<CommandEntry, 'words'>,
  output: z.ZodType,
): JsonSchema {
  const { $schema: _, ...schema } = withNext(convert(output, 'inline'), { next: commandList });
  return { $schema: DIALECT, $id: `${ID}:${words.join('-')}`, ...titled(words), ...schema };
}

/** The schemas of what all commands print, each under the words of its command, and of what any may. */
export async function outputSchemas(commands: readonly CommandEntry[]): Promise<JsonSchema> {
  const outputs: Record<string, z.ZodType> = {};
  for (const { words, load } of commands) {
    const { output } = await load();
    if (output !== null) outputs[words.join(' ')] = output;
  }
  const { properties, $defs } = convert(z.object({ ...outputs, ...others }), 'ref') as Whole;
  const named = Object.entries(properties).map(([words, schema]) => [
    words,
    words in others
      ? schema
      : { ...titled(words.split(' ')), ...withNext(schema, { next: NEXT, defs: $defs }) },
  ]);
  return {
    $schema: DIALECT,
    $id: ID,
    title: 'What kontor prints with --json',
    description: `Version ${OUTPUT_VERSION}. Each command has a definition of its own; a command that does not succeed prints what error defines.`,
    'x-spellings': Object.fromEntries(
      commands.flatMap((entry) => spellingsOf(entry).map((each) => [each, entry.words.join(' ')])),
    ),
    $defs: { ...Object.fromEntries(named), ...$defs, next: commandList },
  };
}

/** Everything that may be typed for a command. */
function spellingsOf({ words, aliases = [] }: CommandEntry): readonly string[] {
  const [noun, ...more] = words;
  const verb = more.at(-1);
  const group = more.slice(0, -1);
  return [noun, ...(nouns[noun]?.aliases ?? [])].flatMap((first) =>
    verb === undefined
      ? [first]
      : [verb, ...aliases].map((last) => [first, ...group, last].join(' ')),
  );
}

function titled(words: readonly string[]) {
  return { title: `kontor ${words.join(' ')} --json` };
}

/** The schema of a document that may tell what comes next; one that has a `next` of its own does not. */
function withNext(schema: JsonSchema, given: Given): JsonSchema {
  const { properties, anyOf, $ref } = schema as Documents;
  const named = $ref && given.defs?.[$ref.replace(SHARED, '')];
  if (named) return withNext(named, given);
  if (anyOf !== undefined) return { ...schema, anyOf: anyOf.map((each) => withNext(each, given)) };
  if (properties === undefined) return schema;
  return { ...schema, properties: { next: given.next, ...properties } };
}

type Given = {
  /** The schema of the commands. */
  readonly next: JsonSchema;
  /** What the schema names elsewhere. */
  readonly defs?: Readonly<Record<string, JsonSchema>>;
};

const SHARED = '#/$defs/';
const NEXT = { $ref: `${SHARED}next` };

type Whole = {
  readonly properties: Record<string, JsonSchema>;
  readonly $defs: Record<string, JsonSchema>;
};
type Documents = {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly anyOf?: readonly JsonSchema[];
};

const { $schema: _dialect, ...commandList } = convert(next.unwrap(), 'inline');

function convert(schema: z.ZodType, reused: 'inline' | 'ref'): JsonSchema {
  return z.toJSONSchema(schema, {
    io: 'output',
    reused,
    override: ({ jsonSchema }) => {
      // what a later release adds is no mistake
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  });
}
