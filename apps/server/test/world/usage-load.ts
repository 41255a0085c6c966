/** Reports of one installation as they arrive, with what must come of them by another way of counting. */
export type UsageLoad = {
  readonly requests: readonly {
    readonly body: string;
    /** 201, or 400 for a day that ended too long ago. */
    readonly status: number;
  }[];
  /** Usage rows in all requests. */
  readonly rows: number;
  /** The first and the last day, as `2026-03-01`. */
  readonly from: string;
  readonly to: string;
  /** By day: what it added in cents, and the sum of each metric in hundredths. */
  readonly expected: ReadonlyMap<string, Expected>;
};

export type Expected = {
  readonly addedCents: bigint;
  readonly metrics: ReadonlyMap<string, bigint>;
};

export type LoadOptions = {
  /** The provider's ids. */
  readonly resources: readonly string[];
  readonly metrics: number;
  readonly reports: number;
  readonly days: number;
  readonly seed: number;
  readonly now: Date;
};

const DAY_MS = 24 * 60 * 60 * 1000;
const SHARES = { duplicated: 0.1, outOfOrder: 0.05, late: 0.01 };

type Planned = {
  readonly day: number;
  readonly order: number;
  readonly isLate: boolean;
  /** In hundredths, by metric and resource. */
  readonly values: readonly (readonly bigint[])[];
  readonly owedCents: readonly bigint[];
};

/**
 * Plans reports of running totals over some days to come: one in ten is sent twice, one in twenty
 * arrives after later ones, and one in a hundred is about a day that ended too long ago.
 */
export function planLoad(options: LoadOptions): UsageLoad {
  const { reports, days, metrics, resources, now } = options;
  const random = randomFrom(options.seed);
  const today = Math.floor(now.getTime() / DAY_MS) * DAY_MS;
  const owed = resources.map(() => 0n);
  const planned = Array.from({ length: reports }, (_, order): Planned => {
    const isLate = random() < SHARES.late;
    const day = Math.floor((order * days) / reports);
    const values = Array.from({ length: metrics }, () =>
      resources.map(() => BigInt(Math.floor(random() * 1_000_000))),
    );
    // what a late one says never becomes part of the totals
    if (!isLate) for (const index of owed.keys()) owed[index] = (owed[index] ?? 0n) + cents(random);
    return { day, order, isLate, values, owedCents: [...owed] };
  });
  const arriving = shuffled(planned, random);
  const texts = new Map(planned.map((each) => [each, bodyOf(each, { ...options, today })]));
  return {
    requests: arriving.map((each) => ({
      body: texts.get(each) ?? '',
      status: each.isLate ? 400 : 201,
    })),
    rows: arriving.length * metrics * resources.length,
    from: dayOf(today),
    to: dayOf(today + (days - 1) * DAY_MS),
    expected: expectedOf(planned, today),
  };
}

function cents(random: () => number): bigint {
  return BigInt(Math.floor(random() * 500));
}

function shuffled(planned: readonly Planned[], random: () => number): readonly Planned[] {
  const arriving = planned.flatMap((each) =>
    random() < SHARES.duplicated ? [each, each] : [each],
  );
  for (const index of arriving.keys()) {
    if (random() >= SHARES.outOfOrder) continue;
    const other = Math.floor(random() * arriving.length);
    const [one, two] = [arriving[index], arriving[other]];
    if (one === undefined || two === undefined) continue;
    arriving[index] = two;
    arriving[other] = one;
  }
  return arriving;
}

function bodyOf(
  { day, order, isLate, values, owedCents }: Planned,
  { resources, reports, days, now, today }: LoadOptions & { readonly today: number },
): string {
  const eod = isLate ? today - 2 * DAY_MS : today + (day + 1) * DAY_MS;
  const at = (ms: number) => new Date(ms).toISOString();
  return JSON.stringify({
    timestamp: at(now.getTime() - (reports - order) * 1000),
    eod: at(eod),
    period: { start: at(today - 5 * DAY_MS), end: at(today + (days + 1) * DAY_MS) },
    billing: resources.map((resourceId, index) => ({
      ...{ billingPlanId: 'free', name: 'Usage', units: 'USD', price: '1', resourceId },
      quantity: Number(owedCents[index] ?? 0n) / 100,
      total: text(owedCents[index] ?? 0n),
    })),
    usage: values.flatMap((all, metric) =>
      all.map((value, index) => ({
        ...{ name: `metric ${metric}`, type: 'interval', units: 'rows' },
        resourceId: resources[index],
        dayValue: Number(value) / 100,
        periodValue: Number(value) / 50,
      })),
    ),
  });
}

/** Counted in integers, from the plan alone: of each day the report that was made last. */
function expectedOf(planned: readonly Planned[], today: number): ReadonlyMap<string, Expected> {
  const expected = new Map<string, Expected>();
  const newest = new Map<number, Planned>();
  for (const each of planned) if (!each.isLate) newest.set(each.day, each);
  let before = 0n;
  for (const [day, { owedCents, values }] of [...newest].sort(([a], [b]) => a - b)) {
    const total = sum(owedCents);
    const metrics = new Map(values.map((all, metric) => [`metric ${metric}`, sum(all)]));
    expected.set(dayOf(today + day * DAY_MS), { addedCents: total - before, metrics });
    before = total;
  }
  return expected;
}

function sum(all: readonly bigint[]): bigint {
  return all.reduce((total, each) => total + each, 0n);
}

function text(hundredths: bigint): string {
  return `${hundredths / 100n}.${String(hundredths % 100n).padStart(2, '0')}`;
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** A decimal as hundredths, to be compared without rounding. */
export function hundredthsOf(decimal: string): bigint {
  const [, sign = '', whole = '', part = ''] = /^(-?)(\d+)(?:\.(\d{1,2})0*)?$/.exec(decimal) ?? [];
  if (whole === '') throw new TypeError(`${decimal} has more than two decimals`);
  return BigInt(`${sign}${whole}${part.padEnd(2, '0')}`);
}

/** The same numbers for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
