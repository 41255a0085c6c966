import { createHash } from 'node:crypto';
import { quoteValue } from './quote-value.ts';

/** Where the variables of a file came from. */
export type EnvFileOrigin = {
  readonly project: string;
  readonly environment: string;
  readonly version: number;
};

export type WrittenEnvFile =
  | { readonly ok: true; readonly text: string }
  /** No dotenv file can carry the values of these names. */
  | { readonly ok: false; readonly names: readonly string[] };

const MARK = '# Written by `kontor env pull`, which replaces the whole file when it runs again.';
const SEAL = '# seal ';

/**
 * The text of a dotenv file, sorted by name. Its head says what it is and seals the rest, so that a
 * later run can tell whether somebody has changed it since.
 */
export function renderEnvFile(
  origin: EnvFileOrigin,
  variables: Readonly<Record<string, string>>,
): WrittenEnvFile {
  const quoted = Object.entries(variables)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => ({ name, value: quoteValue(value) }));
  const names = quoted.filter(({ value }) => value === undefined).map(({ name }) => name);
  if (names.length > 0) return { ok: false, names };
  const body = [
    `# Project ${origin.project}, environment ${origin.environment}, version ${origin.version}.`,
    ...quoted.map(({ name, value }) => `${name}=${value}`),
    '',
  ].join('\n');
  return { ok: true, text: `${MARK}\n${SEAL}${sealOf(body)}\n${body}` };
}

/** Whose a file is: ours as we wrote it, ours but changed by hand, or somebody else's. */
export function whoseFile(text: string): 'ours' | 'changed' | 'foreign' {
  const [mark, seal = '', ...body] = text.split('\n');
  if (mark !== MARK || !seal.startsWith(SEAL)) return 'foreign';
  return seal.slice(SEAL.length) === sealOf(body.join('\n')) ? 'ours' : 'changed';
}

function sealOf(body: string): string {
  return createHash('sha256').update(body).digest('hex').slice(0, 16);
}
