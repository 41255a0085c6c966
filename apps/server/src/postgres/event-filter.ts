/** What a log is narrowed to; what is left out does not narrow. */
export type EventFilter = {
  /** A type, or a noun with `.*` for everything about it. */
  readonly type?: string | undefined;
  /** The id of who did it, or the kind of actor. */
  readonly actor?: string | undefined;
  /** The id of something that it was about. */
  readonly subject?: string | undefined;
};

/** A condition with `$` where its value goes, and no condition without a value. */
export type Asked = readonly [condition: string, value: unknown];

/** How a type ends that stands for all of a noun. */
const ANY = '*';

/**
 * The conditions as the end of a statement, which names only what is asked for, so that an index gives the
 * page without sorting the log. Adds their values to `values`.
 */
export function narrowing(asked: readonly Asked[], values: unknown[]): string {
  return asked
    .flatMap(([condition, value]) =>
      value === undefined ? [] : [`and ${condition.replaceAll('$', `$$${values.push(value)}`)}`],
    )
    .join(' ');
}

/** What a filter asks of events. */
export function askedOf({ type, actor, subject }: EventFilter): readonly Asked[] {
  const isNoun = type?.endsWith(ANY) === true;
  return [
    ['starts_with(type, $)', isNoun ? type.slice(0, -ANY.length) : undefined],
    ['type = $', isNoun ? undefined : type],
    ['$ in (select value from jsonb_each_text(actor))', actor],
    ['$ in (select value from jsonb_each_text(subject))', subject],
  ];
}
