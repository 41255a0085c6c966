import type { MetadataControl, MetadataValue } from '@kontor/protocol/vocabulary';
import { fail, ok, type Result } from '../../result.ts';
import { holdsOn, type MetadataForm } from './metadata-condition.ts';
import { allowedValues } from './metadata-options.ts';
import { checkValue } from './metadata-value.ts';
import { received } from './received.ts';

export type MetadataField = {
  readonly key: string;
  readonly control: MetadataControl;
  readonly isRequired: boolean;
};

type Circumstances = {
  readonly form: MetadataForm;
  readonly given: unknown;
  /** The value the resource has, on the update form. */
  readonly standing: MetadataValue | undefined;
};

/**
 * Decides the value of one field, or says what is wrong with it. A field that needs no value and has
 * none is left out.
 */
export function settleField(
  field: MetadataField,
  { form, given, standing }: Circumstances,
): Result<MetadataValue | undefined, readonly string[]> {
  const { control, key } = field;
  const unsaid = standing ?? defaultOf(control);
  const lock = lockOn(form, control);
  if (lock) {
    if (given === undefined || isSame(given, unsaid)) return ok(unsaid);
    return fail([`'${key}' ${lock}, ${received(given)}`]);
  }
  const value = given === undefined ? (unsaid ?? pickRegion(field, form)) : given;
  if (value === undefined) {
    return field.isRequired ? fail([`should have required property '${key}'`]) : ok(undefined);
  }
  if (standing !== undefined && isSame(value, standing)) return ok(standing);
  return checkValue(`'${key}'`, value, { control, form });
}

function defaultOf(control: MetadataControl): MetadataValue | undefined {
  return control['ui:control'] === 'git-namespace' ? undefined : control.default;
}

/** Why nothing can be said to a field on this form; nothing where it can. */
function lockOn(form: MetadataForm, control: MetadataControl): string | undefined {
  if (holdsOn(control['ui:hidden'], form)) return `cannot be set on the ${form} form`;
  if (holdsOn(control['ui:disabled'], form)) return `is disabled on the ${form} form`;
  if (holdsOn(control['ui:read-only'], form)) return `is read-only on the ${form} form`;
  return undefined;
}

/** A required region may be left out: the host picks the first that is allowed. */
function pickRegion(
  { control, isRequired }: MetadataField,
  form: MetadataForm,
): MetadataValue | undefined {
  const kind = control['ui:control'];
  if (!isRequired || (kind !== 'vercel-region' && kind !== 'multi-vercel-region')) return undefined;
  const [picked] = allowedValues(control, form) ?? [];
  if (picked === undefined || kind === 'vercel-region') return picked;
  return [picked];
}

/** Metadata holds no objects, so a list is as deep as it gets. */
export function isSame(a: unknown, b: unknown): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return a === b;
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
