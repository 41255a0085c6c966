import * as catalogEndpoints from '@kontor/protocol/kontor/catalog';
import * as z from 'zod';
import { command } from '../../command.ts';
import { optionalArgument, text } from '../../inputs.ts';
import { steps } from '../../next/steps.ts';
import { table } from '../../output/table.ts';

export const listCatalog = command({
  args: z.strictObject({
    search: optionalArgument('Words to look for.'),
  }),
  options: z.strictObject({ category: text('category', 'Only this category.') }),
  examples: ['kontor catalog', 'kontor catalog postgres', 'kontor catalog --category storage'],
  output: catalogEndpoints.listCatalog.responses[200],
  run: async ({ args, options }, { call }) => {
    const { body } = await call(catalogEndpoints.listCatalog, {
      query: { search: args.search, category: options.category },
    });
    const { integrations } = body;
    const [first] = integrations;
    return {
      data: { integrations },
      text:
        first === undefined
          ? ['Nothing in the catalogue fits.']
          : table(
              ['INTEGRATION', 'NAME', 'PRODUCTS', 'CATEGORY', 'ABOUT'],
              integrations.map(({ slug, name, products, category, shortDescription }) => [
                slug,
                name,
                products.map((product) => product.slug).join(', '),
                category,
                shortDescription,
              ]),
            ),
      next: first === undefined ? [] : [steps.showListing(first.slug)],
    };
  },
});
