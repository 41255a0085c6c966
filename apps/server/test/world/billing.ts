const DAY_MS = 24 * 60 * 60 * 1000;

/** A period around now, and what is billed in it; a test changes what it is about. */
export function billingOf(resourceId: string, now = Date.now()) {
  const at = (ms: number) => new Date(now + ms).toISOString();
  const period = { start: at(-10 * DAY_MS), end: at(10 * DAY_MS) };
  const item = {
    billingPlanId: 'free',
    resourceId,
    name: 'Storage',
    price: '2.50',
    quantity: 4,
    units: 'GB',
    total: '10.00',
  };
  return {
    at,
    period,
    item,
    /** An invoice that can be taken. */
    invoice: (told: object = {}) => ({ invoiceDate: at(-DAY_MS), period, items: [item], ...told }),
    /** The same for another period, so that it is no duplicate. */
    another: (days: number, told: object = {}) => ({
      invoiceDate: at(-DAY_MS),
      period: { ...period, start: at(-days * DAY_MS) },
      items: [item],
      ...told,
    }),
  };
}
