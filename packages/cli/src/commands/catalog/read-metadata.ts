import type { Metadata, MetadataControl, MetadataSchema } from '@kontor/protocol/vocabulary';
import type { Ask } from '../../ask/ask.ts';
import { CliError } from '../../cli-error.ts';
import { exitCode } from '../../exit-code.ts';
import { repeated } from '../../inputs.ts';
import { suggest } from '../../names/suggest.ts';
import { steps } from '../../next/steps.ts';

export const metadataOption = {
  metadata: repeated('key=value', "A field of the product's form; give it again for more fields."),
};

/**
 * What was typed as `key=value`, in the types that the product's form asks for. A list is written
 * with commas, or by naming the key again. Limits are left to the host, which knows them all.
 */
export function readMetadata(pairs: readonly string[], { properties }: MetadataSchema): Metadata {
  const read: Metadata = {};
  for (const pair of pairs) {
    const [, key = '', text = ''] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
    if (key === '') throw wrong(`--metadata takes key=value; '${pair}' is none.`);
    const control = properties[key];
    if (control === undefined) {
      throw wrong(`The product has no field '${key}'.${suggest(key, Object.keys(properties))}`);
    }
    read[key] = valueFor(control, { key, text, before: read[key] });
  }
  return read;
}

/**
 * The metadata with every field that must be there: what is missing is asked for, or refused where
 * nobody can be asked.
 */
export async function completeMetadata(
  ask: Ask,
  schema: MetadataSchema,
  given: Metadata,
): Promise<Metadata> {
  const { properties, required = [] } = schema;
  const complete = { ...given };
  for (const key of required) {
    const control = properties[key];
    if (control === undefined || complete[key] !== undefined || usualValue(control) !== undefined)
      continue;
    const text = await askForField(ask, { key, control });
    complete[key] = valueFor(control, { key, text, before: undefined });
  }
  return complete;
}

function askForField(
  ask: Ask,
  { key, control }: { readonly key: string; readonly control: MetadataControl },
): Promise<string> {
  const label = control['ui:label'] ?? key;
  const values = listedValues(control);
  const message = `${label}?${values.length === 0 ? '' : ` One of ${values.join(', ')}.`}`;
  const answers = values.map((value) => steps.answer('--metadata', `${key}=${value}`));
  const question = { message, instead: `--metadata ${key}=<value>`, answers };
  if (values.length === 0 || control.type === 'array') return ask.forText(question);
  return ask.toChoose({ ...question, choices: values.map((value) => ({ value, label: value })) });
}

/** What a field takes when it is left out. */
export function usualValue(control: MetadataControl): Metadata[string] | undefined {
  return 'default' in control ? control.default : undefined;
}

/** The values that a field offers to choose from. */
export function listedValues(control: MetadataControl): string[] {
  if (control.type === 'boolean') return ['true', 'false'];
  const options = 'ui:options' in control ? (control['ui:options'] ?? []) : [];
  return options.map((option) => (typeof option === 'string' ? option : option.value));
}

type Typed = {
  readonly key: string;
  readonly text: string;
  readonly before: Metadata[string] | undefined;
};

function valueFor(control: MetadataControl, { key, text, before }: Typed): Metadata[string] {
  switch (control.type) {
    case 'string':
      return text;
    case 'number':
      return numberFrom(key, text);
    case 'boolean':
      if (text === 'true' || text === 'false') return text === 'true';
      throw wrong(`The field '${key}' is true or false, and not '${text}'.`);
    case 'array': {
      const items = text.split(',').map((item) => item.trim());
      const earlier = Array.isArray(before) ? before : [];
      return control.items.type === 'number'
        ? [...earlier.map(Number), ...items.map((item) => numberFrom(key, item))]
        : [...earlier.map(String), ...items];
    }
  }
}

function numberFrom(key: string, text: string): number {
  const number = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(number)) return number;
  throw wrong(`The field '${key}' is a number, and not '${text}'.`);
}

function wrong(message: string) {
  return new CliError({ code: 'wrong_usage', exitCode: exitCode.wrongUsage, message });
}
