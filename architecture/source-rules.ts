import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A rule about what stands in a file, for what no import shows. */
export type SourceRule = {
  readonly name: string;
  readonly comment: string;
  readonly files: RegExp;
  readonly forbids: RegExp;
};

export const sourceRules: readonly SourceRule[] = [
  {
    name: 'environment-is-read-in-config-files',
    comment:
      'A setting that is read where it is used is in no list, has no check, and fails at noon.',
    files: /^(packages|apps|providers)\/[^/]+\/src\/(?!(.*\/)?config(\/|\.ts$))(?!.*\.test\.ts$)/,
    forbids: /\bprocess\s*\.\s*env\b|\bprocess\s*\[|\benv\b[^;]*\bfrom '(node:)?process'/,
  },
];

/** The names of the rules that a file breaks. */
export function brokenBy(baseDir: string, file: string): readonly string[] {
  const concerned = sourceRules.filter((rule) => rule.files.test(file));
  if (concerned.length === 0) return [];
  const text = readFileSync(join(baseDir, file), 'utf8');
  return concerned.filter((rule) => rule.forbids.test(text)).map((rule) => rule.name);
}
