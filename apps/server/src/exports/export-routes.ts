import { ok } from '@kontor/core';
import type { HostEndpoint } from '@kontor/protocol';
import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import type * as z from 'zod';
import type { Call, Route } from '../http/route.ts';
import type { Database } from '../postgres/database.ts';
import { type Days, daysOf } from './days.ts';
import { csvOf, jsonOf, type Row } from './file-of.ts';
import { bookedInvoiceRows, invoiceRows } from './invoice-rows.ts';
import { ledgerRows } from './ledger-rows.ts';
import { payoutRows } from './payout-rows.ts';

export type ExportRoutesPorts = { readonly database: Pick<Database, 'read' | 'transact'> };

type OfOperator = Call<typeof k.exportPayoutsCsv>;
type OfBooks = Call<typeof k.exportLedgerCsv>;
type OfTeam = Call<typeof k.exportInvoicesCsv>;

/** What operators and teams take into books of their own, as files. */
export function exportRoutes({ database }: ExportRoutesPorts): readonly Route[] {
  const { read, transact } = database;
  return [
    filesOf<OfTeam>('invoices', {
      csv: k.exportInvoicesCsv,
      json: k.exportInvoicesJson,
      rows: (days, { caller }) => invoiceRows(read, caller.team.id, days),
    }),
    filesOf<OfOperator>('all-invoices', {
      csv: k.exportAllInvoicesCsv,
      json: k.exportAllInvoicesJson,
      rows: (days) => bookedInvoiceRows(read, days),
    }),
    filesOf<OfBooks>('ledger', {
      csv: k.exportLedgerCsv,
      json: k.exportLedgerJson,
      rows: (days, { query }) => ledgerRows(read, days, query),
    }),
    filesOf<OfOperator>('payouts', {
      csv: k.exportPayoutsCsv,
      json: k.exportPayoutsJson,
      rows: (days) => payoutRows(transact, days),
    }),
  ].flat();
}

type Files<Asked> = {
  readonly csv: HostEndpoint;
  /** States the columns of both. */
  readonly json: HostEndpoint & {
    readonly responses: { readonly 200: z.ZodArray<z.ZodObject> };
  };
  readonly rows: (days: Days, asked: Asked) => AsyncIterable<Row>;
};

/** The same rows as CSV and as JSON. */
function filesOf<Asked extends OfOperator | OfBooks | OfTeam>(
  name: string,
  { csv, json, rows }: Files<Asked>,
): readonly Route[] {
  const columns = Object.keys(json.responses[200].element.shape);
  const handleBy = (ending: string, media: string, write: typeof jsonOf) => async (asked: Asked) =>
    ok({
      status: 200,
      body: write(rows(daysOf(asked.query), asked)),
      headers: {
        'content-type': media,
        'content-disposition': `attachment; filename="${nameOf(name, asked.query)}.${ending}"`,
      },
    });
  return [
    {
      endpoint: csv,
      handle: handleBy('csv', 'text/csv; charset=utf-8; header=present', (all) =>
        csvOf(columns, all),
      ),
    },
    { endpoint: json, handle: handleBy('json', 'application/json; charset=utf-8', jsonOf) },
  ];
}

function nameOf(name: string, { from, to }: OfOperator['query']): string {
  const days = [
    ...(from === undefined ? [] : ['from', from]),
    ...(to === undefined ? [] : ['to', to]),
  ];
  return [name, ...days].join('-');
}
