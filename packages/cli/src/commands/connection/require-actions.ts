import type { Product } from '@kontor/protocol/kontor';
import { CliError } from '../../cli-error.ts';
import { exitCode } from '../../exit-code.ts';
import { suggest } from '../../names/suggest.ts';
import { actionsOf, type ConnectionOptions, environmentsOf } from './environments.ts';

/** Refuses actions that the product does not have, or has elsewhere, before anything is made for them. */
export function requireActions(product: Product, options: ConnectionOptions): void {
  const declared = product.details.deploymentActions ?? [];
  const connected = environmentsOf(options);
  for (const { slug, environments = [] } of actionsOf(options).deployments?.actions ?? []) {
    const action = declared.find((each) => each.slug === slug);
    if (action === undefined) throw noSuchAction(product, slug);
    const permitted = action.options?.environments ?? connected;
    const outside = environments.find(
      (each) => !connected.includes(each) || !permitted.includes(each),
    );
    if (outside !== undefined) throw notThere(slug, outside);
  }
}

function noSuchAction({ name, details }: Product, slug: string) {
  const known = (details.deploymentActions ?? []).map((each) => each.slug);
  return new CliError({
    code: 'action_not_found',
    exitCode: exitCode.notFound,
    message: `${name} has no action '${slug}'.${suggest(slug, known)}`,
    facts: { known },
  });
}

function notThere(slug: string, environment: string) {
  return new CliError({
    code: 'wrong_usage',
    exitCode: exitCode.wrongUsage,
    message: `The action '${slug}' cannot run in '${environment}': it runs where the resource is connected, and where its product lets it.`,
  });
}
