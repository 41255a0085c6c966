/** A decimal number, exactly: `units` of ten to the power of minus `scale`. */
export type Decimal = { readonly units: bigint; readonly scale: number };

/** Reads a decimal, also as JSON spells small and large numbers (`1e-7`). */
export function decimal(text: string): Decimal {
  const parts = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text);
  if (parts === null) throw new TypeError(`'${text}' is no decimal number`);
  const [, sign, whole = '', fraction = '', exponent = '0'] = parts;
  const units = BigInt(`${sign}${whole}${fraction}`);
  const scale = fraction.length - Number(exponent);
  return scale >= 0 ? { units, scale } : { units: units * 10n ** BigInt(-scale), scale: 0 };
}

export function sum(numbers: readonly Decimal[]): Decimal {
  return numbers.reduce((one, other) => {
    const scale = Math.max(one.scale, other.scale);
    return { units: at(one, scale) + at(other, scale), scale };
  }, decimal('0'));
}

export function product(one: Decimal, other: Decimal): Decimal {
  return { units: one.units * other.units, scale: one.scale + other.scale };
}

export function negative({ units, scale }: Decimal): Decimal {
  return { units: -units, scale };
}

export function isSame(one: Decimal, other: Decimal): boolean {
  const scale = Math.max(one.scale, other.scale);
  return at(one, scale) === at(other, scale);
}

/** Whether two amounts are less than a cent apart. */
export function isNear(one: Decimal, other: Decimal): boolean {
  const difference = sum([one, negative(other)]);
  const scale = Math.max(difference.scale, 2);
  const units = at(difference, scale);
  const cent = 10n ** BigInt(scale - 2);
  return -cent < units && units < cent;
}

/** In full cents, half a cent rounded up, and never less than nothing. */
export function inCents(number: Decimal): Decimal {
  if (number.units <= 0n) return { units: 0n, scale: 2 };
  const scale = Math.max(number.scale, 3);
  const cent = 10n ** BigInt(scale - 2);
  return { units: (at(number, scale) + cent / 2n) / cent, scale: 2 };
}

export function textOf({ units, scale }: Decimal): string {
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const fraction = digits
    .slice(digits.length - scale)
    .replace(/0+$/, '')
    .padEnd(2, '0');
  return `${units < 0n ? '-' : ''}${whole}.${fraction}`;
}

function at({ units, scale }: Decimal, wanted: number): bigint {
  return units * 10n ** BigInt(wanted - scale);
}
