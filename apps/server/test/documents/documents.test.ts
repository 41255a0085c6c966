import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { extractText, getDocumentProxy } from 'unpdf';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { billingOf } from '../world/billing.ts';
import { install, provision } from '../world/story.ts';
import { type Voice, voiceOf } from '../world/voice.ts';
import { type Person, startWorld, type World } from '../world/world.ts';

let world: World;
let billing: ReturnType<typeof billingOf>;
let say: Voice;
let days = 20;
beforeAll(async () => {
  world = await startWorld({ rateLimits: null });
  const installation = await install(world);
  const resource = await provision(world, installation, { name: 'orders' });
  billing = billingOf(resource.externalId ?? '');
  say = voiceOf(world, installation);
  await setDetails({
    name: 'Acme GmbH',
    address: 'Am Hafen 1\n20457 Hamburg',
    country: 'DE',
    taxId: 'DE123456789',
    email: 'bills@acme.example',
  });
});
afterAll(() => world.close());

const setDetails = (body: object, person: Person = world.owner) =>
  person.api(k.updateBillingDetails, { params: { team: world.team }, body });

/** Submits an invoice for a period of its own, and answers its id. */
async function submitted(told: object = {}): Promise<string> {
  days += 1;
  const { status, body } = await say('POST', '/billing/invoices', billing.another(days, told));
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body.invoiceId;
}

const settle = (invoice: string, outcome: 'paid' | 'refunded') =>
  world.owner.api(k.settleInvoice, { params: { team: world.team, invoice }, body: { outcome } });

const refund = (id: string, total: string) =>
  say('POST', `/billing/invoices/${id}/actions`, { action: 'refund', reason: 'a mistake', total });

const numberOf = async (invoice: string) =>
  (await world.owner.api(k.getTeamInvoice, { params: { team: world.team, invoice } })).body.invoice
    .number;

async function fetched(
  id: string,
  format: 'html' | 'pdf',
  { query = '', person = world.owner } = {},
) {
  const answer = await fetch(
    `${world.url}/kontor/v1/teams/${world.team}/invoices/${id}/document.${format}${query}`,
    { headers: { authorization: `Bearer ${person.token}` } },
  );
  const { status, headers } = answer;
  const bytes = new Uint8Array(await answer.arrayBuffer());
  return { status, headers, bytes, text: new TextDecoder().decode(bytes) };
}

/** What can be copied out of a PDF, in one line. */
async function textIn(bytes: Uint8Array): Promise<string> {
  const { text } = await extractText(await getDocumentProxy(bytes.slice()), { mergePages: true });
  return text.replaceAll(/\s+/g, ' ');
}

test('an invoice is a page and a file that say who owes whom what for what', async () => {
  const discounts = [{ billingPlanId: 'free', name: 'Start', amount: '0.50' }];
  const id = await submitted({ externalId: 'A-1', memo: 'Thank you', discounts });

  const html = await fetched(id, 'html');
  const pdf = await fetched(id, 'pdf');

  expect([html.status, html.headers.get('content-type')]).toEqual([
    200,
    'text/html; charset=utf-8',
  ]);
  expect([pdf.status, pdf.headers.get('content-type')]).toEqual([200, 'application/pdf']);
  const number = await numberOf(id);
  expect(number).toMatch(/^\d{4}-\d{6}$/);
  expect(pdf.headers.get('content-disposition')).toBe(`inline; filename="${number}.pdf"`);
  expect(html.text).not.toContain('test clock');
  const shown = [
    `Invoice ${number}`,
    id,
    new URL(world.url).host,
    'Acme GmbH',
    'Am Hafen 1',
    '20457 Hamburg',
    'Tax id: DE123456789',
    'Scripted (Scripted Ltd)',
    'A-1',
    'Thank you',
    'Storage',
    'Resource orders · Plan free',
    '4 GB',
    '$2.50',
    '$10.00',
    '-$0.50',
    '$9.50',
    'open',
  ];
  const written = await textIn(pdf.bytes);
  for (const each of shown) {
    expect(html.text).toContain(each);
    expect(written).toContain(each);
  }
});

test('a document stays as it was when the invoice was sent, whoever changes later', async () => {
  const id = await submitted();
  const before = await fetched(id, 'pdf');
  await setDetails({ name: 'Acme International', address: null });
  const later = await submitted();

  const after = await fetched(id, 'pdf');
  const other = await fetched(later, 'pdf');
  await setDetails({ name: 'Acme GmbH', address: 'Am Hafen 1\n20457 Hamburg' });

  expect(Buffer.compare(after.bytes, before.bytes)).toBe(0);
  expect(await textIn(after.bytes)).toContain('Acme GmbH');
  expect(await textIn(other.bytes)).toContain('Acme International');
});

test('each refund is a credit note, and the invoice names them', async () => {
  const id = await submitted();
  await settle(id, 'paid');
  for (const part of ['4.00', '1.50']) {
    await refund(id, part);
    await settle(id, 'refunded');
  }

  const invoice = await textIn((await fetched(id, 'pdf')).bytes);
  const [first, second, third] = await Promise.all(
    [1, 2, 3].map((number) => fetched(id, 'pdf', { query: `?creditNote=${number}` })),
  );

  expect(invoice).toMatch(/paid on \d{4}-\d\d-\d\d, paid back in part/);
  const number = await numberOf(id);
  expect(invoice).toContain(`Credit note ${number}-C2 -$1.50`);
  expect(await textIn(first?.bytes ?? new Uint8Array())).toContain('Total credit -$4.00');
  expect(await textIn(second?.bytes ?? new Uint8Array())).toContain('Total credit -$1.50');
  expect(second?.headers.get('content-disposition')).toContain(`${number}-C2.pdf`);
  expect([third?.status, third?.text]).toEqual([
    404,
    expect.stringContaining('has 2 credit notes'),
  ]);
});

test('what is cancelled before it was paid has a credit note over all of it', async () => {
  const id = await submitted();
  await refund(id, '10.00');

  const note = await fetched(id, 'html', { query: '?creditNote=1' });

  expect(note.text).toContain(`Credit note ${await numberOf(id)}-C1`);
  expect(note.text).toContain('-$10.00');
  expect(note.text).toContain('cancels what was not paid');
});

describe('what a provider writes stays text', () => {
  test.for([
    ['markup', '<script>alert(1)</script><img src=x onerror=alert(1)>'],
    ['markup for a style', '</style></table>&amp;{{constructor}}'],
    ['right to left', 'אחסון 12 GB (חודש)'],
    ['right to left, joined', 'تخزين البيانات'],
    ['emoji', 'Storage 👩‍💻🇪🇺 ✓'],
    ['letters that no font has', '存储空间'],
    ['a long text', 'word '.repeat(800).trim()],
    ['a long word', 'x'.repeat(1024)],
  ])('%s', async ([, name = '']) => {
    const isLong = name.length > 1024;
    const item = { ...billing.item, ...(isLong ? { details: name } : { name }) };
    const id = await submitted({ items: [item], ...(isLong && { memo: name }) });

    const html = await fetched(id, 'html');
    const pdf = await fetched(id, 'pdf');

    expect(html.text).not.toMatch(/<script|<img|<\/style>.*<\/style>/s);
    expect(unescaped(html.text)).toContain(name);
    expect(pdf.status).toBe(200);
    expect(await textIn(pdf.bytes)).toContain('$10.00');
  });

  test('an override of direction turns nothing around', async () => {
    const id = await submitted({ items: [{ ...billing.item, name: 'total \u202e00.1$' }] });

    expect(await textIn((await fetched(id, 'pdf')).bytes)).toContain('total 00.1$');
  });
});

test('an invoice of hundreds of lines goes on over pages, each with its head and number', async () => {
  const items = Array.from({ length: 300 }, (_, index) => ({
    ...billing.item,
    name: `Line ${index + 1}`,
  }));
  const id = await submitted({ items });

  const { bytes } = await fetched(id, 'pdf');
  const document = await getDocumentProxy(bytes.slice());
  const { text: pages, totalPages } = await extractText(document, { mergePages: false });

  expect(totalPages).toBeGreaterThan(5);
  for (const [index, page] of pages.entries()) {
    expect(page).toContain(`page ${index + 1} of ${totalPages}`);
    if (index < totalPages - 1) expect(page).toMatch(/Description\s+Quantity\s+Price\s+Amount/);
  }
  expect(pages.join(' ')).toContain('Line 300');
  expect(pages.at(-1)).toContain('$3000.00');
});

describe('is refused', () => {
  test('to a viewer and a developer, and open to the billing role', async () => {
    const id = await submitted();
    const statuses: number[] = [];
    for (const role of ['viewer', 'developer', 'billing'] as const) {
      const person = await world.signUp(role);
      await world.owner.api(k.addMember, {
        params: { team: world.team },
        body: { email: person.email, role },
      });
      statuses.push((await fetched(id, 'pdf', { person })).status);
    }

    expect(statuses).toEqual([403, 403, 200]);
  });

  test('to another team, as not there', async () => {
    const id = await submitted();
    const other = await world.signUp('Eve');
    await other.api(k.createTeam, { body: { name: 'Other', slug: 'other' } });
    const answer = await fetch(`${world.url}/kontor/v1/teams/other/invoices/${id}/document.html`, {
      headers: { authorization: `Bearer ${other.token}` },
    });

    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ error: { code: 'invoice_not_found' } });
  });

  test.for([
    ['no id', 'nothing', '', 404, 'invoice_not_found'],
    ['a credit note of none', undefined, '?creditNote=1', 404, 'invoice_not_found'],
    ['a number that is none', undefined, '?creditNote=x', 400, 'invalid_request'],
    ['a question nobody knows', undefined, '?lang=de', 400, 'invalid_request'],
  ] as const)('%s', async ([, named, query, status, code]) => {
    const answer = await fetched(named ?? (await submitted()), 'pdf', { query });

    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text)).toMatchObject({ error: { code } });
  });

  test('an invoice that was not sent yet', async () => {
    const id = await submitted({ invoiceDate: billing.at(9 * 86_400_000) });
    const answer = await fetched(id, 'pdf');

    expect([answer.status, JSON.parse(answer.text).error.state]).toEqual([409, 'scheduled']);
  });
});

describe('billing details', () => {
  const get = () => world.owner.api(k.getBillingDetails, { params: { team: world.team } });

  test('change in part, and leave an event that names the fields and no more', async () => {
    const before = (await get()).body.billingDetails;
    const changed = await setDetails({ taxId: 'DE999999999' });
    const again = await setDetails({ taxId: 'DE999999999' });
    await setDetails({ taxId: before.taxId });
    const { body } = await world.owner.api(k.listEvents, {
      params: { team: world.team },
      query: { limit: 500 },
    });
    const events = body.events.filter(({ type }) => type === 'team.billing-details-changed');

    expect(changed.body.billingDetails).toEqual({ ...before, taxId: 'DE999999999' });
    expect(again.body.billingDetails).toEqual(changed.body.billingDetails);
    expect(events[0]?.data).toEqual({ fields: ['taxId'] });
    expect(JSON.stringify(events)).not.toContain('DE9');
  });

  test.for([
    ['an empty name', { name: ' ' }],
    ['a name of null', { name: null }],
    ['a country in words', { country: 'Germany' }],
    ['an e-mail address that is none', { email: 'bills' }],
    ['a long address', { address: 'x'.repeat(1025) }],
    ['a field nobody knows', { vat: 'DE1' }],
  ])('%s is refused', async ([, body]) => {
    expect(await setDetails(body as object)).toMatchObject({
      status: 400,
      error: { code: 'invalid_request' },
    });
  });
});

function unescaped(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}
