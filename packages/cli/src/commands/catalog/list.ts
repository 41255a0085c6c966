import * as catalogEndpoints from '@kontor/protocol/kontor/catalog';
import * as z from 'zod';
import { command } from '../../command.ts';
import { optionalArgument, text } from '../../inputs.ts';
import { similarTo } from '../../names/similar.ts';
import { suggest } from '../../names/suggest.ts';
import { steps } from '../../next/steps.ts';
import { table } from '../../output/table.ts';
import type { Session } from '../../session.ts';

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
      ...(first === undefined
        ? await unlessKnown(call, options.category)
        : { next: [steps.showListing(first.slug)] }),
    };
  },
});

/** The categories that there are, where the one that was named is none of them. */
async function unlessKnown(call: Session['call'], named: string | undefined) {
  if (named === undefined) return {};
  const { body } = await call(catalogEndpoints.listCatalog, {});
  const categories = [...new Set(body.integrations.map(({ category }) => category))].sort();
  // the host does not tell upper case from lower case either
  if (categories.some((each) => each.toLowerCase() === named.toLowerCase())) return {};
  return {
    notes: [`There is no category '${named}'.${suggest(named, categories)}`],
    next: similarTo(named, categories).map((category) => steps.choose(named, category)),
  };
}
