import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { install, provision } from '../world/story.ts';
import { type Voice, voiceOf } from '../world/voice.ts';
import type { World } from '../world/world.ts';

const YEAR = 2027;
const RESOURCES = 12;
/** In cents for each gigabyte, by plan. */
const PRICES = { pro: 25n, free: 0n } as const;

type Plan = keyof typeof PRICES;
type Database = { readonly id: string; readonly externalId: string; plan: Plan };
type Place = {
  readonly world: World;
  readonly say: Voice;
  readonly installation: string;
  readonly databases: Database[];
};

/** One month as it was lived: what the team's invoice came to, and what became of it. */
export type Month = {
  readonly month: string;
  readonly invoiceId: string;
  /** By this model's own arithmetic, in cents. */
  readonly owed: bigint;
  readonly refunded: bigint;
  /** What happened to the invoice, with the team's day. */
  readonly course: readonly string[];
};

export type Year = { readonly months: readonly Month[]; readonly installation: string };

/**
 * A year of a team with twelve databases on a test clock. Its provider reports every month and sends its
 * invoice; some charges are declined, one invoice is overdue before it is paid, one is paid back in
 * part, a database changes its plan, and at the end of the year everything is uninstalled.
 */
export async function simulateYear(world: World): Promise<Year> {
  const params = { team: world.team };
  await world.owner.api(k.createTestClock, {
    params,
    body: { now: new Date(Date.UTC(YEAR, 0)).toISOString() },
  });
  const installation = await install(world);
  const place = { world, installation, say: voiceOf(world, installation), databases: [] };
  const databases: Database[] = place.databases;
  for (let index = 0; index < RESOURCES; index++) {
    const { id, externalId } = await provision(world, installation, { billingPlanId: 'pro' });
    databases.push({ id, externalId: externalId ?? '', plan: 'pro' });
  }
  const months: Month[] = [];
  for (let month = 0; month < 12; month++) months.push(await live(place, month));
  return { months, installation };
}

async function live(place: Place, month: number): Promise<Month> {
  const start = new Date(Date.UTC(YEAR, month));
  const end = new Date(Date.UTC(YEAR, month + 1));
  if (month === 6) await changePlan(place, 2, 'free');
  await advance(place, { to: end.toISOString() });
  await report(place, { month, start, end });
  const isLast = month === 11;
  if (isLast) await uninstall(place);
  const invoiceId = await bill(place, { month, start, end, isLast });
  const course = [`${await dayOf(place)} invoiced`];
  for (const { outcome, after } of coursesOf(month)) {
    if (after !== undefined) await advance(place, { by: after });
    if (outcome !== 'overdue') await settle(place, invoiceId, outcome);
    course.push(`${await dayOf(place)} ${outcome}`);
  }
  const refunded = month === 4 ? await payBack(place, invoiceId, course) : 0n;
  const owed = place.databases.reduce((sum, each, index) => sum + costOf(each, index, month), 0n);
  return { month: start.toISOString().slice(0, 7), invoiceId, owed, refunded, course };
}

type Step = { readonly outcome: 'paid' | 'notpaid' | 'overdue'; readonly after?: string };

/** What becomes of the charges of a month. */
function coursesOf(month: number): readonly Step[] {
  switch (month) {
    case 2:
      return [
        { outcome: 'notpaid', after: '1h' },
        { outcome: 'notpaid', after: '3d' },
        { outcome: 'paid', after: '4d' },
      ];
    case 8:
      return [
        { outcome: 'notpaid', after: '1h' },
        { outcome: 'overdue', after: '15d' },
        { outcome: 'paid', after: '2d' },
      ];
    default:
      return [{ outcome: 'paid', after: '1h' }];
  }
}

/** Gigabytes that a database holds at the end of a month. */
function gigabytesOf(index: number, month: number): number {
  return 3 + index * 2 + month + ((index * month) % 5);
}

function costOf({ plan }: Database, index: number, month: number): bigint {
  return PRICES[plan] * BigInt(gigabytesOf(index, month));
}

export function dollars(cents: bigint): string {
  return `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`;
}

type Span = { readonly month: number; readonly start: Date; readonly end: Date };

function itemsOf({ databases }: Place, month: number) {
  return databases.map((each, index) => ({
    billingPlanId: each.plan,
    resourceId: each.externalId,
    name: 'Storage',
    price: dollars(PRICES[each.plan]),
    quantity: gigabytesOf(index, month),
    units: 'GB',
    total: dollars(costOf(each, index, month)),
  }));
}

async function report(place: Place, { month, start, end }: Span): Promise<void> {
  const at = end.toISOString();
  await told(place, '/billing', 201, {
    timestamp: at,
    eod: at,
    period: { start: start.toISOString(), end: at },
    billing: itemsOf(place, month),
    usage: place.databases.map(({ externalId }, index) => ({
      resourceId: externalId,
      name: 'Storage',
      type: 'total',
      units: 'GB',
      dayValue: gigabytesOf(index, month),
      periodValue: gigabytesOf(index, month),
    })),
  });
}

async function bill(
  place: Place,
  { month, start, end, isLast }: Span & { readonly isLast: boolean },
): Promise<string> {
  const { invoiceId } = await told(place, '/billing/invoices', 200, {
    externalId: `${YEAR}-${month + 1}`,
    invoiceDate: end.toISOString(),
    period: { start: start.toISOString(), end: end.toISOString() },
    items: itemsOf(place, month),
    ...(isLast && { final: true }),
  });
  return invoiceId;
}

async function payBack(place: Place, invoiceId: string, course: string[]): Promise<bigint> {
  const total = '12.34';
  await told(place, `/billing/invoices/${invoiceId}/actions`, 204, {
    ...{ action: 'refund', reason: 'An outage of a day.', total },
  });
  course.push(`${await dayOf(place)} refund of $${total} asked for`);
  await advance(place, { by: '2d' });
  await settle(place, invoiceId, 'refunded');
  course.push(`${await dayOf(place)} refunded`);
  return 1234n;
}

/** What the provider says; a test stops where the host does not take it. */
async function told({ say }: Place, path: string, expected: number, body: object) {
  const answer = await say('POST', path, body);
  if (answer.status !== expected) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

async function changePlan({ world, databases }: Place, index: number, plan: Plan): Promise<void> {
  const database = databases[index];
  if (database === undefined) throw new Error(`there is no database ${index}`);
  const { status, error } = await world.owner.api(k.updateTeamResource, {
    params: { team: world.team, resource: database.id },
    body: { billingPlanId: plan },
  });
  if (status !== 200) throw new Error(JSON.stringify(error));
  database.plan = plan;
}

async function uninstall({ world, installation }: Place): Promise<void> {
  world.provider.misbehave(({ method }) => method === 'DELETE', {
    kind: 'answer-after',
    status: 200,
    body: JSON.stringify({ finalized: false }),
  });
  const { status, error } = await world.owner.api(k.uninstall, {
    params: { team: world.team, installation },
  });
  if (status !== 200) throw new Error(JSON.stringify(error));
}

async function advance({ world }: Place, body: object): Promise<void> {
  const {
    status,
    body: moved,
    error,
  } = await world.owner.api(k.advanceTestClock, {
    params: { team: world.team },
    body,
  });
  if (status !== 200 || !moved.isComplete) throw new Error(JSON.stringify(error ?? moved));
}

async function settle({ world }: Place, invoice: string, outcome: string): Promise<void> {
  const { status, error } = await world.owner.api(k.settleInvoice, {
    params: { team: world.team, invoice },
    body: { outcome },
  });
  if (status !== 200) throw new Error(JSON.stringify(error));
}

async function dayOf({ world }: Place): Promise<string> {
  const { body } = await world.owner.api(k.getTestClock, { params: { team: world.team } });
  return body.testClock.now.slice(0, 10);
}
