import { readFile } from 'node:fs/promises';
import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorld, type World } from '../world/world.ts';
import { dollars, simulateYear } from './simulated-year.ts';

const page = new URL('../../../../docs/billing.md', import.meta.url).pathname;
const BEGIN = '<!-- the statement of a simulated year begins -->';
const END = '<!-- the statement ends -->';

let world: World;
beforeAll(async () => {
  world = await startWorld({ rateLimits: null });
});
afterAll(() => world.close());

test('a year of twelve resources comes to the cent to what an independent sum says', async () => {
  const { months, installation } = await simulateYear(world);

  const params = { team: world.team };
  const { invoices } = (await world.owner.api(k.listInvoices, { params, query: { limit: 100 } }))
    .body;
  const rows = months.map(({ invoiceId, ...month }) => {
    const found = invoices.find(({ id }) => id === invoiceId);
    return { ...month, state: found?.state, total: found?.total, refundTotal: found?.refundTotal };
  });

  expect(invoices).toHaveLength(12);
  expect(rows.map(({ total }) => total)).toEqual(months.map(({ owed }) => dollars(owed)));
  expect(rows.map(({ refundTotal }) => refundTotal)).toEqual(
    months.map(({ refunded }) => dollars(refunded)),
  );
  expect(new Set(rows.map(({ state }) => state))).toEqual(new Set(['paid', 'refunded']));
  const former = await world.owner.api(k.getTeamInstallation, {
    params: { ...params, installation },
  });
  expect(former.body.installation.finalization).toMatchObject({
    openInvoices: 0,
    finalizedAt: expect.stringMatching(/^2028-01-01/),
  });
  await expect(withStatement(await readFile(page, 'utf8'), rows)).toMatchFileSnapshot(page);
});

type Row = {
  readonly month: string;
  readonly total: string | undefined;
  readonly refundTotal: string | undefined;
  readonly state: string | undefined;
  readonly owed: bigint;
  readonly refunded: bigint;
  readonly course: readonly string[];
};

/** The page with the statement as it has just come out. */
function withStatement(text: string, rows: readonly Row[]): string {
  const [before = '', rest = ''] = text.split(BEGIN);
  const [, after = ''] = rest.split(END);
  const paid = rows.reduce((sum, { owed }) => sum + owed, 0n);
  const back = rows.reduce((sum, { refunded }) => sum + refunded, 0n);
  const lines = [
    '| Month | Invoice | Paid back | State | What became of it |',
    '|---|---:|---:|---|---|',
    ...rows.map(
      ({ month, total, refundTotal, state, course }) =>
        `| ${month} | $${total} | $${refundTotal} | ${state} | ${course.join(', ')} |`,
    ),
    `| **Year** | **$${dollars(paid)}** | **$${dollars(back)}** | | the team paid $${dollars(paid - back)} |`,
  ];
  return [before, BEGIN, '\n', ...lines.map((line) => `${line}\n`), END, after].join('');
}
