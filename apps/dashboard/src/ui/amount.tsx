const money = new Intl.NumberFormat(undefined, { style: 'currency', currency: 'USD' });
const exactly = new Intl.NumberFormat(undefined, {
  style: 'currency',
  currency: 'USD',
  maximumFractionDigits: 20,
});

/**
 * An amount in US dollars, to the cent. What is owed is told to the last digit when it is pointed at,
 * or, as the price of one unit must be, at once.
 */
export function Amount({
  of,
  isExact = false,
  isTakenOff = false,
}: {
  /** A decimal in dollars, as the host tells it. */
  readonly of: string;
  readonly isExact?: boolean;
  /** For what is written without its sign. */
  readonly isTakenOff?: boolean;
}) {
  const value = isTakenOff ? `-${of}` : of;
  const [shown, exact] = [dollars(value), dollars(value, true)];
  return (
    <span className="tabular-nums whitespace-nowrap" title={shown === exact ? undefined : exact}>
      {isExact ? exact : shown}
    </span>
  );
}

/** The same where only text can stand. The digits are never made into a number of the machine. */
export function dollars(value: string, isExact = false): string {
  return (isExact ? exactly : money).format(value as Intl.StringNumericLiteral);
}
