import { Big } from 'big.js';

/**
 * Exact decimals of its own kind: strict, so that a JavaScript number, which may not be what was
 * written, is refused wherever it sneaks in.
 */
const Exact = Big();
Exact.strict = true;

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
export function times(price: string, quantity: number): string {
  return new Exact(price).times(String(quantity)).toFixed();
}

/** An amount in full cents, half a cent rounded up. */
export function inCents(amount: string): string {
  return new Exact(amount).toFixed(cents, Exact.roundHalfUp);
}

/** Less than zero where `amount` is less than `other`, more than zero where it is more. */
export function compareMoney(amount: string, other: string): number {
  return new Exact(amount).cmp(other);
}
