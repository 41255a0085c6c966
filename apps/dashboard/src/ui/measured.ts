const number = new Intl.NumberFormat(undefined, { maximumFractionDigits: 20 });

/** How much of something there is, such as “1,234,000 GB-hours”. No digit of it is left out. */
export function measured(value: string | number, units: string): string {
  return `${number.format(value as Intl.StringNumericLiteral)} ${units}`;
}
