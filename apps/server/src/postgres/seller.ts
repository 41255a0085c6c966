import { isDeepStrictEqual } from 'node:util';
import type { Sql } from './sql.ts';

/** Whose name stands on invoices: the operator's company. The lines of its address end with `\n`. */
export type Seller = {
  readonly name: string;
  readonly address: string | null;
  readonly taxId: string | null;
  readonly email: string | null;
};

/** Who sells where nobody says: whoever runs the host at an address. */
export function sellerAt(url: string): Seller {
  return { name: new URL(url).host, address: null, taxId: null, email: null };
}

/**
 * Notes the seller that the host was started with, if it is another one than before. Invoices take
 * it over when they are sent, whichever process sends them.
 */
export async function noteSeller(sql: Sql, seller: Seller, at: Date): Promise<void> {
  if (isDeepStrictEqual(await presentSeller(sql), seller)) return;
  await sql('insert into seller (details, noted_at) values ($1, $2)', [JSON.stringify(seller), at]);
}

export async function presentSeller(sql: Sql): Promise<Seller | undefined> {
  const [row] = await sql<{ details: Seller }>(
    'select details from seller order by seller_id desc limit 1',
  );
  return row?.details;
}
