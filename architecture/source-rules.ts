import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A rule about what stands in a file, for what no import shows. */
export type SourceRule = {
  readonly name: string;
  readonly comment: string;
  readonly files: RegExp;
  readonly forbids: RegExp;
};

/** What opens connections without being asked whether it may. */
const NETWORK = 'undici|(?:node:)?(?:https?|http2|net|tls|dgram)';
const unguarded = [
  // the global one, called or handed on; not the word in SQL, in a header or in a sentence
  /(?<![\w.'"`-])fetch\s*(?:[(,;)}\]]|$)/,
  /\bglobalThis\s*(?:\.\s*|\[\s*['"])(?:fetch|WebSocket|EventSource)\b/,
  /\bnew (?:WebSocket|EventSource)\b/,
  /^(?:im|ex)port (?!type\b)[^;]* from '(?:node:)?(?:https?|http2|tls|dgram)'/,
  /^(?:im|ex)port (?!type\b)(?:\*|\w|[^;]*(?<!\btype )\b(?:connect|createConnection|Socket)\b)[^;]* from '(?:node:)?net'/,
  // what went wrong is told by its errors, and a dispatcher that was given is guarded
  /^(?:im|ex)port (?!type\b|\{\s*(?:(?:type \w+|errors)\s*,?\s*)+\} from)[^;]* from 'undici'/,
  new RegExp(`\\b(?:import|require)\\(\\s*['"](?:${NETWORK})['"]`),
];

/** A part of a statement, with what stands in brackets in it. */
const SQL = String.raw`(?:[^()\`]|\((?:[^()\`]|\([^()\`]*\))*\))*?`;

export const sourceRules: readonly SourceRule[] = [
  {
    name: 'calls-go-out-through-the-guard',
    comment:
      "An address may be a stranger's: only what is dialled by partner-api/dial.ts is judged where it leads. (The socket of the database is its own.)",
    files:
      /^apps\/server\/src\/(?!partner-api\/(?:dial|guarded-agent)\.ts$|postgres\/gathering-socket\.ts$)(?!.*\.test\.ts$)/,
    forbids: new RegExp(unguarded.map(({ source }) => source).join('|'), 'm'),
  },
  {
    name: 'environment-is-read-in-config-files',
    comment:
      'A setting that is read where it is used is in no list, has no check, and fails at noon.',
    files: /^(packages|apps|providers)\/[^/]+\/src\/(?!(.*\/)?config(\/|\.ts$))(?!.*\.test\.ts$)/,
    forbids: /\bprocess\s*\.\s*env\b|\bprocess\s*\[|\benv\b[^;]*\bfrom '(node:)?process'/,
  },
  {
    name: 'pages-are-reached-by-the-router',
    comment:
      'A plain link to a page of the dashboard loads all of it anew: what can be undone is forgotten, and so is where the focus was. Use Link.',
    files: /^apps\/dashboard\/src\//,
    forbids: /<a\b[^>]*\bhref=(?:\{[`'"]|["'])\/t\//,
  },
  {
    name: 'what-is-taken-is-chosen-once',
    comment:
      'A subquery may be run again for each row that it is joined with, and takes so many more each time. Choose them in a `with … as materialized`, or in an array.',
    files: /^apps\/server\/src\/(?!.*\.test\.ts$)/,
    forbids: new RegExp(
      String.raw`\b(?:from|join|using|in)\s*\(\s*select\b${SQL}\blimit\b${SQL}\bskip locked\s*\)`,
    ),
  },
  {
    name: 'what-is-compressed-is-listed',
    comment:
      'How long a compressed answer is tells the secrets in it: what may be compressed has been looked at, and stands in docs/adr/0016-compressed-answers.md.',
    files:
      /^apps\/server\/src\/(?!http\/prepared-json\.ts$|http\/routes\/resource-lists\.ts$|openapi\/mount-openapi\.ts$)(?!.*\.test\.ts$)/,
    forbids: /\b(?:are|is)Compressible: true\b|\bnew CompressibleText\b/,
  },
];

/** The names of the rules that a file breaks. */
export function brokenBy(baseDir: string, file: string): readonly string[] {
  const concerned = sourceRules.filter((rule) => rule.files.test(file));
  if (concerned.length === 0) return [];
  const text = readFileSync(join(baseDir, file), 'utf8');
  return concerned.filter((rule) => rule.forbids.test(text)).map((rule) => rule.name);
}
