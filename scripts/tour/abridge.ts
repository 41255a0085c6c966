/** What fits into a line of this length is not broken. */
const WIDTH = 100;
const INDENT = 2;
const LONGEST_LIST = 6;
const LONGEST_TEXT = 200;
const MORE = '…';
/** Less than this is not worth beginning an inner value for. */
const LEAST_ROOM = 12;

type Place = {
  readonly indent: number;
  /** What stands in the same line before the value. */
  readonly taken: number;
  /** How many objects are around it. */
  readonly depth: number;
};

/**
 * JSON for people: the outer members have a line each; what is further in, or one of many, has one
 * line and is cut where that ends. Every cut is shown.
 */
export function abridge(value: unknown): string {
  return layOut(value, { indent: 0, taken: 0, depth: 0 });
}

function layOut(value: unknown, { indent, taken, depth }: Place): string {
  const room = WIDTH - indent - taken;
  const line = inLine(value, Number.POSITIVE_INFINITY);
  if (line.length <= room || typeof value !== 'object' || value === null) return line;
  if (Array.isArray(value)) return layOutList(value, { indent, taken, depth });
  if (depth > 1) return inLine(value, room);
  const inner = indent + INDENT;
  const members = Object.entries(value).map(([name, item]) => {
    const label = `${JSON.stringify(name)}: `;
    return label + layOut(item, { indent: inner, taken: label.length, depth: depth + 1 });
  });
  return enclose('{}', members, indent);
}

function layOutList(list: readonly unknown[], { indent, depth }: Place): string {
  const inner = indent + INDENT;
  const [only, ...others] = list;
  if (others.length === 0) {
    return enclose('[]', [layOut(only, { indent: inner, taken: 0, depth })], indent);
  }
  const shown = list.slice(0, LONGEST_LIST).map((item) => inLine(item, WIDTH - inner));
  const more = list.length - shown.length;
  return enclose('[]', more > 0 ? [...shown, `${MORE} ${more} more`] : shown, indent);
}

function enclose([open, close]: string, lines: readonly string[], indent: number): string {
  const inner = lines.map((line) => ' '.repeat(indent + INDENT) + line).join(',\n');
  return `${open}\n${inner}\n${' '.repeat(indent)}${close}`;
}

/** The value in one line, with as much of it as there is room for. */
function inLine(value: unknown, room: number): string {
  if (typeof value === 'string') {
    return JSON.stringify(
      value.length > LONGEST_TEXT ? value.slice(0, LONGEST_TEXT) + MORE : value,
    );
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const labelled = Array.isArray(value)
    ? value.map((item): [string, unknown] => ['', item])
    : Object.entries(value).map(([name, item]): [string, unknown] => [
        `${JSON.stringify(name)}: `,
        item,
      ]);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{ ', ' }'];
  if (labelled.length === 0) return Array.isArray(value) ? '[]' : '{}';
  return open + fill(labelled, room - open.length - close.length) + close;
}

function fill(labelled: readonly [string, unknown][], room: number): string {
  let line = '';
  for (const [index, [label, item]] of labelled.entries()) {
    const start = index === 0 ? label : `, ${label}`;
    const isLast = index === labelled.length - 1;
    // Unless it is the last, there must be room to say that more follows.
    const left = room - line.length - start.length - (isLast ? 0 : MORE.length + 2);
    const whole = inLine(item, Number.POSITIVE_INFINITY);
    if (whole.length <= left) line += start + whole;
    else if (typeof item === 'object' && left >= LEAST_ROOM) line += start + inLine(item, left);
    else return index === 0 ? MORE : `${line}, ${MORE}`;
  }
  return line;
}
