import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';

/** What is published of the documents that `kontor` prints. */
const published = new URL('../../../../docs/cli.schema.json', import.meta.url);

type JsonSchema = { readonly [key: string]: unknown };
type Published = JsonSchema & { readonly $id: string; readonly $defs: Record<string, JsonSchema> };

const GLOBALS_WITH_VALUE: ReadonlySet<string> = new Set([
  '--team',
  '--host',
  '--token',
  '--timeout',
]);

let loaded: Loaded | undefined;

/**
 * Checks what a run of `kontor` with `--json` printed against its published schema, in which a test
 * takes nothing for granted: a field that is not there is a mistake too.
 */
export function checkCommandOutput(argv: readonly string[], stdout: string): void {
  // what stands behind `--`, or behind the program that tests have run, is not for `kontor`
  const end = argv.findIndex((word) => word === '--' || word === process.execPath);
  const own = end < 0 ? argv : argv.slice(0, end);
  if (!own.includes('--json')) return;
  check(own, JSON.parse(stdout));
}

/** The same for the document of a run that may have printed something else. */
export function checkCommandDocument(argv: readonly string[], document: unknown): void {
  check(argv, JSON.parse(JSON.stringify(document)));
}

function check(argv: readonly string[], document: unknown): void {
  const name = definitionOf(argv, document);
  const { ajv, schemas } = load();
  const isValid = ajv.getSchema(`${schemas.$id}#/$defs/${encodeURIComponent(name)}`);
  if (isValid === undefined) throw new Error(`docs/cli.schema.json has nothing about '${name}'`);
  if (isValid(document) === true) return;
  const flaws = ajv.errorsText(isValid.errors ?? [], { dataVar: name, separator: '\n' });
  throw new Error(
    `kontor ${argv.join(' ')} printed what docs/cli.schema.json does not say:\n${flaws}`,
  );
}

type Loaded = { readonly ajv: Ajv2020; readonly schemas: Published };

function load(): Loaded {
  if (loaded !== undefined) return loaded;
  const schemas = closed(JSON.parse(readFileSync(published, 'utf8'))) as Published;
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema(schemas);
  loaded = { ajv, schemas };
  return loaded;
}

/** The definition of the command that was typed, or of what any command may print. */
function definitionOf(argv: readonly string[], document: unknown): string {
  const [only, ...more] = Object.keys(document as object);
  if (more.length === 0 && (only === 'error' || only === 'help' || only === 'version')) return only;
  const words = wordsOf(argv);
  const { schemas } = load();
  for (let count = Math.min(3, words.length); count > 0; count--) {
    const name = schemas['x-spellings'] as Record<string, string>;
    const found = name[words.slice(0, count).join(' ')];
    if (found !== undefined) return found;
  }
  throw new Error(`no command is known by '${words.join(' ')}'`);
}

function wordsOf(argv: readonly string[]): readonly string[] {
  return argv.filter(
    (each, index) => !each.startsWith('-') && !GLOBALS_WITH_VALUE.has(argv[index - 1] ?? ''),
  );
}

/** The same schema without room for fields that it does not name. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, closed(value)]),
  );
  const isObject = inner.type === 'object' && inner.properties !== undefined;
  return isObject && inner.additionalProperties === undefined
    ? { ...inner, additionalProperties: false }
    : inner;
}
