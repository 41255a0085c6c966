import { Big } from 'big.js';

/**
 * Exact decimals of its own kind: strict, so that a JavaScript number, which may not be what was
 * written, is refused wherever it sneaks in.
 */
const Exact = Big();
Exact.strict = true;
/** Decimals of a quotient: so many that rounding it to cents is not rounding twice. */
Exact.DP = 60;

/** Decimals of an amount that is charged or paid back. @see spec/partner-api.md §15.1 */
const cents = 2;

/** The sum of amounts, to the last digit. */
export function sumOf(amounts: readonly string[]): string {
  return amounts.reduce((sum, amount) => sum.plus(amount), new Exact('0')).toFixed();
}

/** The difference, which may be less than nothing. */
export function minus(amount: string, other: string): string {
  return new Exact(amount).minus(other).toFixed();
}

/** The price of a quantity. A quantity comes as a number of JSON and counts as it is written there. */
export function times(price: string, quantity: number | string): string {
  return new Exact(price).times(String(quantity)).toFixed();
}

/**
 * The part of an amount that `part` is of `whole`, in full cents, half a cent rounded up; of a whole
 * of nothing, nothing.
 */
export function shareOf(amount: string, part: string, whole: string): string {
  if (new Exact(whole).eq('0')) return '0.00';
  const share = new Exact(amount).times(part).div(whole);
  return share.toFixed(cents, Exact.roundHalfUp);
}

/** An amount in full cents, half a cent rounded up. */
export function inCents(amount: string): string {
  return new Exact(amount).toFixed(cents, Exact.roundHalfUp);
}

/** Less than zero where `amount` is less than `other`, more than zero where it is more. */
export function compareMoney(amount: string, other: string): number {
  return new Exact(amount).cmp(other);
}

/**
 * Where an amount stands after more time, in milliseconds, if it goes on as it grew: it grew by
 * `growth` in `ofMs`, and goes on for `partMs`. One division, rounded once, half up.
 */
export function onwards(
  amount: string,
  {
    growth,
    partMs,
    ofMs,
    decimals,
  }: {
    readonly growth: string;
    readonly partMs: number;
    readonly ofMs: number;
    readonly decimals: number;
  },
): string {
  const grown = new Exact(growth).times(String(partMs));
  const whole = new Exact(amount).times(String(ofMs)).plus(grown);
  return quotient(whole.toFixed(), { by: String(ofMs), decimals });
}

/** The mean of amounts, rounded half up to some decimals; of none, nothing. */
export function mean(amounts: readonly string[], decimals: number): string {
  if (amounts.length === 0) return '0';
  return quotient(sumOf(amounts), { by: String(amounts.length), decimals });
}

/** A division knows its last digit only if it is rounded where it is cut. */
function quotient(
  amount: string,
  { by, decimals }: { readonly by: string; readonly decimals: number },
): string {
  const Rounded = Big();
  Rounded.strict = true;
  Rounded.DP = decimals;
  Rounded.RM = Rounded.roundHalfUp;
  return new Rounded(amount).div(by).toFixed();
}
