/**
 * The exact sum of a decimal and a number as JSON writes it. Sums of binary fractions drift: ten times
 * 0.1 would not be 1.
 */
export function addDecimal(decimal: string, value: number): string {
  const one = parsed(decimal);
  const other = parsed(String(value));
  const scale = Math.max(one.scale, other.scale);
  return written(scaled(one, scale) + scaled(other, scale), scale);
}

type Scaled = { readonly digits: bigint; readonly scale: number };

function parsed(text: string): Scaled {
  const [, sign = '', whole = '', part = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/.exec(text) ?? [];
  if (whole === '') throw new TypeError(`${text} is no number that can be added.`);
  const digits = BigInt(`${sign}${whole}${part}`);
  const scale = part.length - Number(exponent);
  return scale >= 0 ? { digits, scale } : { digits: digits * 10n ** BigInt(-scale), scale: 0 };
}

function scaled({ digits, scale }: Scaled, to: number): bigint {
  return digits * 10n ** BigInt(to - scale);
}

function written(digits: bigint, scale: number): string {
  const sign = digits < 0n ? '-' : '';
  const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, '0');
  if (scale === 0) return `${sign}${text}`;
  const part = text.slice(-scale).replace(/0+$/, '');
  return `${sign}${text.slice(0, -scale)}${part === '' ? '' : `.${part}`}`;
}
