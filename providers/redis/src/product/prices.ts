/** A millionth of a US dollar: amounts are whole numbers of it, which Redis adds exactly. */
export const microsPerDollar = 1_000_000;
export const microsPerCent = microsPerDollar / 100;

/** What a started megabyte costs for an hour. */
export const microsPerMegabyteHour = 200;
export const bytesPerMegabyte = 1_000_000;

/** What is drawn for an hour in which a key space had this size; an empty one costs as much as the first megabyte. */
export function priceOfHour(bytes: number): number {
  return startedMegabytes(bytes) * microsPerMegabyteHour;
}

export function startedMegabytes(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / bytesPerMegabyte));
}

/** An amount of an invoice, such as `"10.00"`; below a millionth it is cut off. */
export function microsOf(amount: string): number {
  const [, whole = '0', part = ''] = /^(\d+)(?:\.(\d+))?$/.exec(amount) ?? [];
  return Number(whole) * microsPerDollar + Number(part.padEnd(6, '0').slice(0, 6));
}
