import * as ledgerEndpoints from '@kontor/protocol/kontor/ledger';
import * as z from 'zod';
import { command } from '../../command.ts';
import { text } from '../../inputs.ts';
import { second } from '../../output/day.ts';
import { readTime } from '../../output/read-time.ts';
import { table } from '../../output/table.ts';

const { limit } = ledgerEndpoints.listLedgerEntries.query.shape;

export const listLedgerEntries = command({
  args: z.strictObject({}),
  options: z.strictObject({
    of: text('team', 'Only of this team, by slug or id.'),
    account: text('account', 'Only with a line of this kind of account, such as payable.'),
    since: text('time', 'Only from then on, such as 2027-01-31 or 2027-01-31T12:00Z.'),
    until: text('time', 'Only what was booked before.'),
    before: text('number', 'Only those older than the entry of this number.'),
    limit: limit.meta({ description: 'How many, up to 500 (default: 100).', placeholder: 'count' }),
  }),
  details: 'For operators. Of all teams, the newest first; a row for each line of an entry.',
  examples: ['kontor admin entries', 'kontor admin entries --of acme --account credits'],
  output: ledgerEndpoints.listLedgerEntries.responses[200],
  run: async ({ options: { of, since, until, ...query } }, { call }) => {
    const { body } = await call(ledgerEndpoints.listLedgerEntries, {
      query: {
        ...query,
        ...(of !== undefined && { team: of }),
        ...readTime('since', since),
        ...readTime('until', until),
      },
    });
    const rows = body.entries.flatMap(({ number, at, kind, team, lines }) =>
      lines.map(({ account, of: whose, amount }) => [
        number,
        second(at),
        team.slug ?? team.id,
        kind,
        [account, whose].join(' ').trim(),
        amount,
      ]),
    );
    const titles = ['NUMBER', 'AT', 'TEAM', 'WHAT', 'ACCOUNT', 'AMOUNT'];
    return { data: body, text: rows.length === 0 ? ['There is none.'] : table(titles, rows) };
  },
});
