import { type FieldProblem, type Metadata, ProviderError } from '@kontor/provider';
import { type Region, regions, type Size, sizes } from './metadata-schema.ts';

/** What a team wants of its database. */
export type Form = {
  readonly region: Region;
  readonly size: Size;
  /** Whether common extensions are installed. */
  readonly extensions: boolean;
};

const defaults: Form = { region: 'iad1', size: 'small', extensions: false };

/** Reads a form, and names every field that is wrong. What is left out takes its default. */
export function readForm(metadata: Metadata): Form {
  const { region, size, extensions, ...others } = { ...defaults, ...metadata };
  const where = regions.find(({ value }) => value === region)?.value;
  const howLarge = sizes.find(({ value }) => value === size)?.value;
  const problems = Object.keys(others).map((key) => problem(key, 'The form has no such field.'));
  if (!where) problems.push(problem('region', `One of ${listed(regions)}.`));
  if (!howLarge) problems.push(problem('size', `One of ${listed(sizes)}.`));
  if (typeof extensions !== 'boolean') problems.push(problem('extensions', 'Either on or off.'));
  if (problems.length > 0 || !where || !howLarge) throw wrongFields(problems);
  return { region: where, size: howLarge, extensions: extensions === true };
}

/** The form after a change; what a database cannot undo is refused. */
export function changeForm(present: Form, change: Metadata | undefined): Form {
  const changed = readForm({ ...present, ...change });
  const problems: FieldProblem[] = [];
  if (changed.region !== present.region) {
    problems.push(problem('region', 'A database stays where it was made.'));
  }
  if (present.extensions && !changed.extensions) {
    problems.push(problem('extensions', 'They stay, for tables may use them: drop them by SQL.'));
  }
  if (problems.length > 0) throw wrongFields(problems);
  return changed;
}

function problem(key: string, message: string): FieldProblem {
  return { key, message };
}

function listed(options: readonly { readonly value: string }[]): string {
  return options.map(({ value }) => value).join(', ');
}

function wrongFields(fields: readonly FieldProblem[]): ProviderError {
  const message = fields.map(({ key, message: why }) => `${key}: ${why}`).join(' ');
  return new ProviderError('validation_error', `The form is wrong. ${message}`, { fields });
}
