import type { MetadataControl, MetadataValue } from '@kontor/protocol/vocabulary';
import { fail, ok, type Result } from '../../result.ts';
import type { MetadataForm } from './metadata-condition.ts';
import { checkNumber } from './metadata-number.ts';
import { allowedValues } from './metadata-options.ts';
import { checkText } from './metadata-text.ts';
import { wrongType } from './received.ts';

type Checked<Value> = Result<Value, readonly string[]>;

/** Checks one value against its control, and says everything that is wrong with it. */
export function checkValue(
  subject: string,
  value: unknown,
  { control, form }: { readonly control: MetadataControl; readonly form: MetadataForm },
): Checked<MetadataValue> {
  switch (control.type) {
    case 'boolean':
      return typeof value === 'boolean' ? ok(value) : fail([wrongType(subject, 'boolean', value)]);
    case 'number':
      return checkNumber(subject, value, control);
    case 'string':
      return checkText(subject, value, textRulesOf(control, form));
    case 'array':
      return checkArray(subject, value, { control, form });
  }
}

type TextControl = Extract<MetadataControl, { type: 'string' }>;

function textRulesOf(control: TextControl, form: MetadataForm) {
  const kind = control['ui:control'];
  if (kind === 'git-namespace') return {};
  return { ...control, allowed: allowedValues(control, form), isDomain: kind === 'domain' };
}

type ArrayControl = Extract<MetadataControl, { type: 'array' }>;

function checkArray(
  subject: string,
  value: unknown,
  { control, form }: { readonly control: ArrayControl; readonly form: MetadataForm },
): Checked<MetadataValue> {
  if (control['ui:control'] === 'slider') {
    const rules = { ...control.items, steps: control['ui:steps'] };
    return checkItems(subject, value, {
      limits: control,
      checkItem: (name, item) => checkNumber(name, item, rules),
    });
  }
  const rules = { ...control.items, allowed: allowedValues(control, form) };
  return checkItems(subject, value, {
    limits: control,
    checkItem: (name, item) => checkText(name, item, rules),
  });
}

type ItemRules<Item> = {
  readonly limits: {
    readonly minItems?: number | undefined;
    readonly maxItems?: number | undefined;
  };
  readonly checkItem: (subject: string, item: unknown) => Checked<Item>;
};

function checkItems<Item>(
  subject: string,
  value: unknown,
  { limits, checkItem }: ItemRules<Item>,
): Checked<Item[]> {
  if (!Array.isArray(value)) return fail([wrongType(subject, 'array', value)]);
  const { minItems = 0, maxItems = Number.POSITIVE_INFINITY } = limits;
  const flaws: string[] = [];
  const count = `received ${value.length}`;
  if (value.length < minItems)
    flaws.push(`${subject} should not have fewer than ${minItems} items, ${count}`);
  if (value.length > maxItems)
    flaws.push(`${subject} should not have more than ${maxItems} items, ${count}`);
  const items: Item[] = [];
  for (const [index, each] of value.entries()) {
    const checked = checkItem(`${subject}[${index}]`, each);
    if (checked.ok) items.push(checked.value);
    else flaws.push(...checked.error);
  }
  return flaws.length > 0 ? fail(flaws) : ok(items);
}
