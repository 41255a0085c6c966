import * as z from 'zod';
import type { MetadataControl } from './metadata-control.ts';
import type { MetadataSchema } from './metadata-schema.ts';

type Place = { readonly value: string; readonly label?: string | undefined };

/**
 * A product's form as clients are served it. Whatever a provider may leave open is filled in, because
 * clients parse it strictly: regions are objects with a label, and a slider has its steps.
 *
 * @see spec/platform-api.md §3.4
 */
export function servedMetadataSchema(schema: MetadataSchema): ServedMetadataSchema {
  const properties = Object.entries(schema.properties).map(([name, control]) => [
    name,
    servedControl(control),
  ]);
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(schema.required === undefined ? {} : { required: schema.required }),
    ...(schema['ui:order'] === undefined ? {} : { 'ui:order': schema['ui:order'] }),
  };
}

/** What is served: each property has at least its type and its control. */
export const servedMetadataSchemaShape = z.object({
  type: z.literal('object'),
  properties: z.record(
    z.string(),
    z.looseObject({
      type: z.enum(['string', 'number', 'boolean', 'array']),
      'ui:control': z.string(),
    }),
  ),
  required: z.array(z.string()).optional(),
  'ui:order': z.array(z.string()).optional(),
});
export type ServedMetadataSchema = z.infer<typeof servedMetadataSchemaShape>;

function servedControl(control: MetadataControl): ServedMetadataSchema['properties'][string] {
  switch (control['ui:control']) {
    case 'vercel-region':
    case 'vercel-country':
      return { ...control, 'ui:options': placesOf(control['ui:options'], control.enum) };
    case 'multi-vercel-region':
      return { ...control, 'ui:options': placesOf(control['ui:options'], control.items.enum) };
    case 'slider':
      return { ...control, 'ui:steps': control['ui:steps'] ?? stepsOf(control) };
    default:
      return control;
  }
}

/** A place that is given by its code alone is called by it. Without a list, what may be chosen is offered. */
function placesOf(
  places: readonly (string | Place)[] | undefined,
  allowed: readonly string[] = [],
): (Place & { readonly label: string })[] {
  return (places ?? allowed).map((place) =>
    typeof place === 'string'
      ? { label: place, value: place }
      : { ...place, label: place.label ?? place.value },
  );
}

type Slider = Extract<MetadataControl, { 'ui:control': 'slider' }>;

/** The values that the form itself names, in order. */
function stepsOf({ items, default: standing = [] }: Slider): number[] {
  const named = [items.minimum, ...standing, items.maximum].filter((step) => step !== undefined);
  return [...new Set(named)].sort((a, b) => a - b);
}
