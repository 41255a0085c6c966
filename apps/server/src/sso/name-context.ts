import { type Installation, ok, type Refusal, type Result, refuse } from '@kontor/core';
import type { SsoContext } from '@kontor/protocol/vocabulary';
import type { Sql } from '../postgres/sql.ts';

/** A context in the provider's own words, and the resource that it is about. */
export type NamedContext = {
  readonly context: SsoContext;
  /** The host's id of the resource. */
  readonly resource?: string;
};

type Wanted = { readonly context: SsoContext; readonly isStrict: boolean };
type Row = { resource_id: string; external_id: string; slug: string };

/**
 * Turns the host's ids of a resource and its product into the provider's, as the provider knows no
 * others; a resource brings its product along.
 *
 * @see spec/partner-api.md §6.1
 */
export async function nameContext(
  read: Sql,
  installation: Pick<Installation, 'id' | 'teamId' | 'integrationId'>,
  { context, isStrict }: Wanted,
): Promise<Result<NamedContext, Refusal>> {
  const { resource_id: named, product_id: product, ...rest } = context;
  const productId = product && (await slugOf(read, installation.integrationId, product));
  if (named === undefined) return ok({ context: { ...rest, ...given('product_id', productId) } });
  const [row] = await read<Row>(
    `select r.resource_id, r.external_id, p.slug
     from resource r join product p on p.product_id = r.product_id
     where r.team_id = $1 and r.installation_id = $2 and r.lifecycle = 'active'
       and (r.resource_id = $3 or r.external_id = $3)`,
    [installation.teamId, installation.id, named],
  );
  if (row !== undefined) {
    const ids = { product_id: productId ?? row.slug, resource_id: row.external_id };
    return ok({ context: { ...ids, ...rest }, resource: row.resource_id });
  }
  if (isStrict) {
    return refuse('resource_not_found', `There is no resource '${named}' in this installation.`);
  }
  return ok({ context: { ...given('product_id', productId), resource_id: named, ...rest } });
}

async function slugOf(read: Sql, integrationId: string, product: string): Promise<string> {
  const [row] = await read<{ slug: string }>(
    'select slug from product where integration_id = $1 and product_id = $2',
    [integrationId, product],
  );
  return row?.slug ?? product;
}

function given<Key extends string>(key: Key, value: string | undefined) {
  return value === undefined ? {} : ({ [key]: value } as Record<Key, string>);
}
