import type { MetadataControl } from '@kontor/protocol';
import type { Choice } from '../field-look.ts';
import { type FormKind, holdsOn } from './rules.ts';

/** What can be chosen in a field; nothing where the schema lists nothing and any text will do. */
export function choicesOf(control: MetadataControl, form: FormKind): readonly Choice[] | undefined {
  const allowed = allowedOf(control);
  const listed = 'ui:options' in control ? control['ui:options'] : undefined;
  if (listed === undefined) {
    return allowed?.map((value) => ({ value, label: nameOf(control, value) }));
  }
  return listed
    .map((option) => (typeof option === 'string' ? { value: option } : option))
    .filter(({ value, hidden }) => !holdsOn(hidden, form) && (allowed?.includes(value) ?? true))
    .map(({ value, label, description, disabled }) => ({
      value,
      label: label ?? nameOf(control, value),
      ...(description === undefined ? {} : { description }),
      isDisabled: holdsOn(disabled, form),
    }));
}

function allowedOf(control: MetadataControl): readonly string[] | undefined {
  if ('enum' in control) return control.enum;
  return 'items' in control && 'enum' in control.items ? control.items.enum : undefined;
}

const countries = new Intl.DisplayNames(undefined, { type: 'region', fallback: 'code' });

/** Countries have names in the viewer's language; other places are called by their code. */
function nameOf(control: MetadataControl, code: string): string {
  const isCountry = control['ui:control'] === 'vercel-country' && /^[A-Za-z]{2}$/.test(code);
  return isCountry ? (countries.of(code.toUpperCase()) ?? code) : code;
}
