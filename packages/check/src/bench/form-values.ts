import type { Metadata, MetadataControl, MetadataSchema, MetadataValue } from '@kontor/protocol';
import type { Subject } from '../subject.ts';

type Product = Subject['products'][number];

/** Values for the form of a product: those that are given, else its defaults and least values. */
export function valuesFor({ metadata, metadataSchema }: Product): Metadata {
  if (metadata !== undefined) return metadata;
  const { properties = {}, required = [] } = metadataSchema ?? {};
  return Object.fromEntries(
    Object.entries(properties).flatMap(([key, control]): [string, MetadataValue][] => {
      const value = 'default' in control ? control.default : undefined;
      if (value !== undefined) return [[key, value]];
      return required.includes(key) ? [[key, leastOf(control)]] : [];
    }),
  );
}

/** Values that the form forbids; undefined where nothing is known of the form. */
export function wrongValuesFor(product: Product): Metadata | undefined {
  if (product.wrongMetadata !== undefined) return product.wrongMetadata;
  const { metadataSchema } = product;
  if (metadataSchema === undefined) return undefined;
  const values = valuesFor(product);
  const wrong = Object.entries(metadataSchema.properties).find(([, control]) => isLimited(control));
  if (wrong !== undefined) return { ...values, [wrong[0]]: 'kontor-check-no-such-value' };
  const missing = requiredOf(metadataSchema);
  if (missing === undefined) return undefined;
  const { [missing]: _, ...others } = values;
  return others;
}

function requiredOf({ required = [] }: MetadataSchema): string | undefined {
  return required[0];
}

function isLimited(control: MetadataControl): boolean {
  const isChosen = control['ui:control'] === 'select' || control['ui:control'] === 'radio-button';
  return (
    control.type === 'string' && (isChosen || ('enum' in control && control.enum !== undefined))
  );
}

function leastOf(control: MetadataControl): MetadataValue {
  switch (control.type) {
    case 'boolean':
      return false;
    case 'number':
      return 'minimum' in control ? (control.minimum ?? 1) : 1;
    case 'array':
      return [];
    case 'string':
      return firstChoice(control) ?? 'kontor-check';
  }
}

function firstChoice(control: Extract<MetadataControl, { type: 'string' }>): string | undefined {
  if (!('ui:options' in control)) return undefined;
  const [first] = control['ui:options'] ?? [];
  return typeof first === 'string' ? first : first?.value;
}
