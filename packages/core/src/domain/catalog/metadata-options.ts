import type { MetadataControl } from '@kontor/protocol/vocabulary';
import { holdsOn, type MetadataForm } from './metadata-condition.ts';

/**
 * The texts that a field (or each item of it) can be set to on a form, in the order offered;
 * nothing where any text will do.
 *
 * What is offered and what the schema enumerates must both allow a value.
 */
export function allowedValues(
  control: MetadataControl,
  form: MetadataForm,
): readonly string[] | undefined {
  const offered = offeredValues(control, form);
  const enumerated = enumeratedValues(control);
  if (!offered || !enumerated) return offered ?? enumerated;
  return offered.filter((value) => enumerated.includes(value));
}

function offeredValues(
  control: MetadataControl,
  form: MetadataForm,
): readonly string[] | undefined {
  if (!('ui:options' in control)) return undefined;
  return control['ui:options']
    ?.map((option) => (typeof option === 'string' ? { value: option } : option))
    .filter(({ disabled, hidden }) => !holdsOn(disabled, form) && !holdsOn(hidden, form))
    .map(({ value }) => value);
}

function enumeratedValues(control: MetadataControl): readonly string[] | undefined {
  if ('enum' in control) return control.enum;
  return 'items' in control && 'enum' in control.items ? control.items.enum : undefined;
}
