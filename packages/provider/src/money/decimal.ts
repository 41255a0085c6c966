/** How a decimal that has too many places loses them: to the nearer one, or always up or down. */
export type Rounding = 'half-up' | 'half-even' | 'up' | 'down';

/**
 * The exact sum of a decimal and a number as JSON writes it. Sums of binary fractions drift: ten times
 * 0.1 would not be 1.
 */
export function addDecimal(decimal: string, value: number): string {
  return plus(decimal, String(value));
}

export function plus(one: string, other: string): string {
  const { a, b, scale } = aligned(one, other);
  return written(a + b, scale);
}

export function minus(one: string, other: string): string {
  const { a, b, scale } = aligned(one, other);
  return written(a - b, scale);
}

export function times(one: string, other: string): string {
  const [a, b] = [parsed(one), parsed(other)];
  return written(a.digits * b.digits, a.scale + b.scale);
}

/** Less than zero where `one` is less than `other`, more than zero where it is more. */
export function compare(one: string, other: string): number {
  const { a, b } = aligned(one, other);
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * What part `part` is of `whole`, to some places: how much of a month or a gigabyte was used. It is
 * divided once and rounded once.
 *
 * @throws RangeError where the whole is nothing
 */
export function ratio(
  part: number | bigint | string,
  whole: number | bigint | string,
  places = 6,
  rounding: Rounding = 'half-up',
): string {
  const { a, b } = aligned(String(part), String(whole));
  if (b === 0n) throw new RangeError(`${part} cannot be a part of nothing.`);
  const by = b < 0n ? -b : b;
  return fixed(divided((b < 0n ? -a : a) * 10n ** BigInt(places), by, rounding), places);
}

/** With exactly so many places. */
export function rounded(decimal: string, places: number, rounding: Rounding): string {
  const { digits, scale } = parsed(decimal);
  if (scale <= places) return fixed(digits * 10n ** BigInt(places - scale), places);
  return fixed(divided(digits, 10n ** BigInt(scale - places), rounding), places);
}

type Scaled = { readonly digits: bigint; readonly scale: number };

function parsed(text: string): Scaled {
  const [, sign = '', whole = '', part = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/.exec(text) ?? [];
  if (whole === '') throw new TypeError(`${text} is no number that can be calculated with.`);
  const digits = BigInt(`${sign}${whole}${part}`);
  const scale = part.length - Number(exponent);
  return scale >= 0 ? { digits, scale } : { digits: digits * 10n ** BigInt(-scale), scale: 0 };
}

function aligned(one: string, other: string) {
  const [first, second] = [parsed(one), parsed(other)];
  const scale = Math.max(first.scale, second.scale);
  const digitsOf = ({ digits, scale: from }: Scaled) => digits * 10n ** BigInt(scale - from);
  return { a: digitsOf(first), b: digitsOf(second), scale };
}

/** @param by more than nothing */
function divided(digits: bigint, by: bigint, rounding: Rounding): bigint {
  const isNegative = digits < 0n;
  const size = isNegative ? -digits : digits;
  const [whole, rest] = [size / by, size % by];
  const isMore = isRoundedUp({ whole, rest, by, rounding });
  const result = isMore ? whole + 1n : whole;
  return isNegative ? -result : result;
}

type Cut = {
  readonly whole: bigint;
  readonly rest: bigint;
  readonly by: bigint;
  readonly rounding: Rounding;
};

/** Up is away from nothing. */
function isRoundedUp({ whole, rest, by, rounding }: Cut): boolean {
  switch (rounding) {
    case 'up':
      return rest > 0n;
    case 'down':
      return false;
    case 'half-up':
      return rest * 2n >= by;
    case 'half-even':
      return rest * 2n > by || (rest * 2n === by && whole % 2n === 1n);
  }
}

/** Without zeros at its end. */
function written(digits: bigint, scale: number): string {
  const text = fixed(digits, scale);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

function fixed(digits: bigint, scale: number): string {
  const sign = digits < 0n ? '-' : '';
  const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, '0');
  if (scale === 0) return `${sign}${text}`;
  return `${sign}${text.slice(0, -scale)}.${text.slice(-scale)}`;
}
