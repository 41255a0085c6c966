import { expect, test } from 'vitest';
import { at, id } from './stand-in/goods.ts';
import { inProcess } from './stand-in/in-process.ts';
import { marketplace } from './stand-in/marketplace.ts';
import { type Handlers, Refused } from './stand-in/serve.ts';

const { kontor } = inProcess();

const invoice = {
  id: id('inv', 1),
  installationId: id('icfg', 1),
  integration: { slug: 'lagoon', name: 'Lagoon' },
  number: '2030-000001',
  isOpen: true,
  externalId: null,
  memo: null,
  invoiceDate: at,
  period: { start: at, end: at },
  total: '12.00',
  taxes: [],
  credited: '0',
  due: '12.00',
  refundTotal: '0',
  collects: [],
  dueTogether: '12.00',
  collectedWith: null,
  isWaived: false,
  createdAt: at,
  paidAt: null,
  refundedAt: null,
};
const billed = (state: string | undefined) =>
  state === 'overdue' ? [{ ...invoice, state: 'overdue' as const }] : [];
const noBills: Handlers = { listInvoices: () => [200, { invoices: [] }] };
const create = ['resource', 'create', 'lagoon/postgres', '--accept-all'];

test('where all is well, each thing that was looked at is named', async () => {
  const host = await marketplace({ handlers: noBills });
  await kontor([...create, '--name', 'orders', '--metadata', 'region=fra1'], {
    env: host.signedIn,
  });

  const { code, stdout } = await kontor(['doctor', '--json'], { env: host.signedIn });

  expect(code).toBe(0);
  expect(JSON.parse(stdout).findings).toMatchObject([
    { what: 'host', state: 'ok', message: `${host.address} answers` },
    { what: 'you', state: 'ok' },
    { what: 'team', state: 'ok', message: 'acme' },
    { what: 'installations', state: 'ok', message: '1 looked at' },
    { what: 'resources', state: 'ok', message: '1 looked at' },
    { what: 'operations', state: 'ok' },
    { what: 'invoices', state: 'ok' },
  ]);
});

test('what is wrong is told with the command that gets on from there', async () => {
  const host = await marketplace({
    handlers: { listInvoices: ({ query }) => [200, { invoices: billed(query.state) }] },
  });
  await kontor([...create, '--name', 'orders', '--metadata', 'region=fra1'], {
    env: host.signedIn,
  });
  const [resource] = host.resources;
  if (resource === undefined) throw new Error('nothing was made');
  host.resources.splice(0, 1, {
    ...resource,
    status: 'suspended',
    notification: { level: 'warn', title: 'Nearly full' },
  });

  const { code, stdout } = await kontor(['doctor'], { env: host.signedIn });

  expect(code).toBe(1);
  expect(stdout).toMatch(
    new RegExp(
      `wrong +resource +orders is in status suspended +kontor resource show ${resource.id}`,
    ),
  );
  expect(stdout).toMatch(/attention +resource +orders says: Nearly full/);
  expect(stdout).toMatch(
    /wrong +invoice +of lagoon, 12\.00 USD, is overdue +kontor invoices pay inv_/,
  );
});

test('a host that does not answer, a token that is not known, and a team that is not chosen', async () => {
  const host = await marketplace({ teams: ['acme', 'beside'] });
  const away = { KONTOR_HOST_URL: 'http://127.0.0.1:9', KONTOR_TOKEN: 'kpt_1' };
  const foreign = { ...host.signedIn, KONTOR_TOKEN: 'kpt_1' };

  const ran = [
    await kontor(['doctor'], { env: away }),
    await kontor(['doctor'], { env: foreign }),
    await kontor(['doctor'], { env: host.signedIn }),
    // whoever is not signed in is told first that nobody is there to sign in to
    await kontor(['doctor'], { env: { KONTOR_HOST_URL: away.KONTOR_HOST_URL } }),
    await kontor(['doctor'], { env: { KONTOR_HOST_URL: host.address } }),
  ];

  expect(ran.map(({ code }) => code)).toEqual([1, 1, 1, 1, 1]);
  expect(ran[3]?.stdout).toMatch(/wrong +host +No Kontor host answers at/);
  expect(ran[4]?.stdout).toMatch(/wrong +host +You are not signed in .*kontor login/);
  expect(ran[0]?.stdout).toMatch(/wrong +host +No Kontor host answers at/);
  expect(ran[1]?.stdout).toMatch(/wrong +host +.*token/);
  expect(ran[2]?.stdout).toMatch(
    /wrong +team +none is chosen of acme, beside +kontor teams use acme/,
  );
});

test('what the caller may not see is no fault', async () => {
  const host = await marketplace({
    handlers: {
      listInvoices: () => {
        throw new Refused(403, 'forbidden', 'Your role may not see invoices.');
      },
    },
  });

  const { code, stdout } = await kontor(['doctor'], { env: host.signedIn });

  expect(code).toBe(0);
  expect(stdout).toMatch(/unseen +invoices +Your role may not see invoices\./);
});
