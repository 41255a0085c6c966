import { stat } from 'node:fs/promises';
import type { HostEndpoint } from '@kontor/protocol';
import * as exportedEndpoints from '@kontor/protocol/kontor/export';
import * as z from 'zod';
import { command } from '../../command.ts';
import { flag, text } from '../../inputs.ts';
import { savedFile, saveParts } from '../../output/save-file.ts';
import type { Session } from '../../session.ts';

const fileOptions = {
  from: text('day', 'The first day, in UTC, such as 2026-03-01.'),
  to: text('day', 'The last day.'),
  format: z.enum(['csv', 'json']).default('csv').meta({
    description: 'What kind of file.',
    placeholder: 'csv|json',
  }),
  output: text('file', 'File to write (default: named after what it has).').meta({ short: 'o' }),
};

const ABOUT_FILES =
  'Everything without --from and --to. An existing file is replaced only after asking, or with --yes.';

export const exportInvoices = command({
  args: z.strictObject({}),
  options: z.strictObject({
    ...fileOptions,
    allTeams: flag('For operators: those of all teams, with what the books hold because of each.'),
  }),
  details: `A row for each invoice whose date is in the days. ${ABOUT_FILES}`,
  examples: [
    'kontor invoices export --from 2026-03-01 --to 2026-03-31',
    'kontor invoices export --all-teams --format json -o invoices.json',
  ],
  output: savedFile,
  run: async ({ options: { allTeams, ...options } }, session) =>
    allTeams
      ? save(session, 'all-invoices', {
          options,
          csv: exportedEndpoints.exportAllInvoicesCsv,
          json: exportedEndpoints.exportAllInvoicesJson,
        })
      : save(session, 'invoices', {
          options,
          csv: exportedEndpoints.exportInvoicesCsv,
          json: exportedEndpoints.exportInvoicesJson,
          team: await session.team(),
        }),
});

export const exportLedger = command({
  args: z.strictObject({}),
  options: z.strictObject({
    ...fileOptions,
    ofTeam: text('team', 'Only of one team, by its slug or id.'),
    account: text('kind', 'Only entries with a line of this kind of account, such as payable.'),
  }),
  details: `For operators. A row for each line; the lines of an entry sum to nothing. ${ABOUT_FILES}`,
  examples: [
    'kontor ledger export --from 2026-03-01 --to 2026-03-31',
    'kontor ledger export --of-team acme --account payable --format json -o owed.json',
  ],
  output: savedFile,
  run: ({ options: { ofTeam, account, ...options } }, session) =>
    save(session, 'ledger', {
      options,
      csv: exportedEndpoints.exportLedgerCsv,
      json: exportedEndpoints.exportLedgerJson,
      narrowed: {
        ...(ofTeam !== undefined && { team: ofTeam }),
        ...(account !== undefined && { account }),
      },
    }),
});

export const exportPayouts = command({
  args: z.strictObject({}),
  options: z.strictObject(fileOptions),
  details: `For operators. A row for each provider: what was due before, became due, was refunded, was paid out, and is due. ${ABOUT_FILES}`,
  examples: ['kontor payouts export --from 2026-03-01 --to 2026-03-31'],
  output: savedFile,
  run: ({ options }, session) =>
    save(session, 'payouts', {
      options,
      csv: exportedEndpoints.exportPayoutsCsv,
      json: exportedEndpoints.exportPayoutsJson,
    }),
});

type Wanted = {
  readonly options: {
    readonly from?: string | undefined;
    readonly to?: string | undefined;
    readonly format: 'csv' | 'json';
    readonly output?: string | undefined;
  };
  readonly csv: HostEndpoint;
  readonly json: HostEndpoint;
  readonly team?: string;
  /** What else narrows the rows than days. */
  readonly narrowed?: Readonly<Record<string, string>>;
};

async function save(
  session: Session,
  name: string,
  { options, csv, json, team = '', narrowed = {} }: Wanted,
) {
  const { from, to, format } = options;
  const query = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
  const days = Object.entries(query).flat();
  const file = options.output ?? `${[name, ...days].join('-')}.${format}`;
  const path = await saveParts(session, file, () =>
    session.download(format === 'csv' ? csv : json, {
      params: { team },
      query: { ...query, ...narrowed },
    }),
  );
  const { size: bytes } = await stat(path);
  return { data: { file: path, bytes }, text: [`Wrote ${file}.`] };
}
