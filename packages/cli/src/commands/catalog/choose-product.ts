import type { Listing, Product } from '@kontor/protocol/kontor';
import type { Ask } from '../../ask/ask.ts';
import { CliError } from '../../cli-error.ts';
import { exitCode } from '../../exit-code.ts';
import { oneOf } from '../../names/one-of.ts';
import { steps } from '../../next/steps.ts';

/** An integration and perhaps one of its products, as people name them: `lagoon/postgres`. */
export type ProductName = { readonly integration: string; readonly product: string | undefined };

export function readProductName(text: string): ProductName {
  const [integration = '', product, ...rest] = text.split('/');
  if (integration !== '' && product !== '' && rest.length === 0) return { integration, product };
  throw new CliError({
    code: 'wrong_usage',
    exitCode: exitCode.wrongUsage,
    message: `'${text}' names no product. Write it as <integration>/<product>, such as lagoon/postgres.`,
  });
}

/** The product that is meant; the only one where none was named, or the one the person chooses. */
export async function chooseProduct(
  ask: Ask,
  listing: Listing,
  named: string | undefined,
): Promise<Product> {
  return oneOf(named ?? (await askForProduct(ask, listing)), listing.products, {
    noun: 'product',
    names: (product) => [product.slug, product.id],
    tell: (product) => `${listing.slug}/${product.slug}`,
  });
}

async function askForProduct(ask: Ask, { products, slug, name }: Listing): Promise<string> {
  const [only, ...others] = products;
  if (only !== undefined && others.length === 0) return only.slug;
  return ask.toChoose({
    message: `Which product of ${name}? There are: ${products.map((each) => each.slug).join(', ')}.`,
    instead: `${slug}/<product>`,
    answers: products.map((each) => steps.choose(slug, `${slug}/${each.slug}`)),
    choices: products.map((product) => ({
      value: product.slug,
      label: product.name,
      hint: product.shortDescription,
    })),
  });
}
