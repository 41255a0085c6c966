import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { id } from './stand-in/goods.ts';
import { inProcess } from './stand-in/in-process.ts';
import { marketplace } from './stand-in/marketplace.ts';

const { kontor, folder } = inProcess();

const due = {
  integrationId: id('oac', 1),
  integration: 'lagoon',
  opening: '0.00',
  earned: '10.00',
  refunded: '0.00',
  paidOut: '4.00',
  closing: '6.00',
  commission: '1.00',
};
const file = (content: string) => () => [200, new File([content], 'export')] as const;

test('books are saved as files that are named after their days', async () => {
  const host = await marketplace({
    handlers: {
      exportInvoicesCsv: file('of the team\r\n'),
      exportAllInvoicesCsv: file('of all\r\n'),
      exportLedgerCsv: file('ledger\r\n'),
      exportPayoutsJson: () => [200, [due]],
    },
  });
  const env = host.signedIn;
  const march = ['--from', '2026-03-01', '--to', '2026-03-31'];

  const own = await kontor(['invoices', 'export', ...march], { env });
  const all = await kontor(['invoices', 'export', '--all-teams', '--json'], { env });
  const ledger = await kontor(['ledger', 'export', '--from', '2026-03-01', '-o', 'l.csv'], { env });
  const payouts = await kontor(['payouts', 'export', '--format', 'json'], { env });

  expect(own).toMatchObject({
    code: 0,
    stdout: 'Wrote invoices-from-2026-03-01-to-2026-03-31.csv.\n',
  });
  expect(JSON.parse(all.stdout)).toEqual({ file: join(folder, 'all-invoices.csv'), bytes: 8 });
  expect(ledger).toMatchObject({ code: 0 });
  expect(await readFile(join(folder, 'l.csv'), 'utf8')).toBe('ledger\r\n');
  expect(payouts).toMatchObject({ code: 0, stdout: 'Wrote payouts.json.\n' });
  expect(JSON.parse(await readFile(join(folder, 'payouts.json'), 'utf8'))).toEqual([due]);
  expect(host.requestsTo('exportInvoicesCsv')[0]?.url).toMatch(
    /teams\/acme\/exports\/invoices\.csv\?from=2026-03-01&to=2026-03-31$/,
  );
});

test('a file that is there already is replaced only when told to', async () => {
  const host = await marketplace({ handlers: { exportLedgerCsv: file('new') } });
  const env = host.signedIn;
  await writeFile(join(folder, 'kept.csv'), 'old');

  const refused = await kontor(['ledger', 'export', '-o', 'kept.csv'], { env });
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') });
  expect(await readFile(join(folder, 'kept.csv'), 'utf8')).toBe('old');

  expect(await kontor(['ledger', 'export', '-o', 'kept.csv', '--yes'], { env })).toMatchObject({
    code: 0,
  });
  expect(await readFile(join(folder, 'kept.csv'), 'utf8')).toBe('new');
});

test('an export that breaks off, or is refused, leaves what was there', async () => {
  const server = createServer((request, response) => {
    if (request.url?.includes('from=')) {
      response.writeHead(403, { 'content-type': 'application/json' });
      return response.end('{"error":{"code":"forbidden","message":"Only operators may."}}');
    }
    response.writeHead(200, { 'content-type': 'text/csv', 'content-length': '100' });
    response.write('half of it');
    return setImmediate(() => request.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const env = { KONTOR_HOST_URL: `http://127.0.0.1:${port}`, KONTOR_TOKEN: 'kpt_x' };
  await writeFile(join(folder, 'before.csv'), 'before');
  const ledger = ['ledger', 'export', '-o', 'before.csv', '--yes'];

  const broken = await kontor(ledger, { env });
  const refused = await kontor([...ledger, '--from', '2026-03-01'], { env });

  server.close();
  expect(broken).toMatchObject({ code: 8, stdout: '' });
  expect(refused).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Only operators may.'),
  });
  expect(await readFile(join(folder, 'before.csv'), 'utf8')).toBe('before');
  expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
});
