import type { Product } from '@kontor/protocol/kontor';
import * as catalogEndpoints from '@kontor/protocol/kontor/catalog';
import type { MetadataControl } from '@kontor/protocol/vocabulary';
import * as z from 'zod';
import { command } from '../../command.ts';
import { argument } from '../../inputs.ts';
import { steps } from '../../next/steps.ts';
import { heading, type Line } from '../../output/line.ts';
import { facts, table } from '../../output/table.ts';
import { findListing } from './find-listing.ts';
import { policyLines } from './policies.ts';
import { listedValues, usualValue } from './read-metadata.ts';

export const showListing = command({
  args: z.strictObject({ integration: argument('Integration, by slug or id.') }),
  options: z.strictObject({}),
  examples: ['kontor catalog show lagoon'],
  output: catalogEndpoints.getListing.responses[200],
  run: async ({ args }, session) => {
    const integration = await findListing(session, args.integration);
    const { name, developer, category, overview, websiteUrl, slug, products } = integration;
    return {
      data: { integration },
      text: [
        heading(`${name}, by ${developer}`),
        ...(overview === '' ? [] : [overview]),
        '',
        ...facts([
          ['slug', slug],
          ['category', category],
          ['website', websiteUrl ?? 'none'],
        ]),
        '',
        heading('Terms to accept'),
        ...policyLines(integration),
        ...products.flatMap((product) => productLines(slug, product)),
      ],
      next: products.map((product) => steps.createResource(`${slug}/${product.slug}`)),
    };
  },
});

function productLines(integration: string, product: Product): Line[] {
  const { properties, required = [] } = product.metadataSchema;
  const fields = Object.entries(properties).filter(
    ([, { 'ui:hidden': hidden }]) => hidden !== true,
  );
  return [
    '',
    heading(`${integration}/${product.slug}: ${product.name}`),
    ...(product.shortDescription === '' ? [] : [product.shortDescription]),
    ...(fields.length === 0
      ? []
      : table(
          ['METADATA', 'TYPE', 'NEEDED', 'VALUES'],
          fields.map(([key, control]) => [
            key,
            control.type,
            required.includes(key) && usualValue(control) === undefined ? 'yes' : 'no',
            valuesOf(control),
          ]),
          { whole: ['VALUES'] },
        )),
  ];
}

/** What a field takes, as far as it is a list to choose from, and what it takes when left out. */
function valuesOf(control: MetadataControl): string {
  const values = listedValues(control);
  const usual = usualValue(control);
  return [
    ...(values.length === 0 ? [] : [values.join(', ')]),
    ...(usual === undefined ? [] : [`(default: ${usual})`]),
  ].join(' ');
}
