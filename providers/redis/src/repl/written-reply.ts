import type { Reply } from '../server/redis.ts';

/** How many lines of a reply are shown. */
const mostLines = 500;

/** A reply as Redis' own command line prints it. */
export function writtenReply(reply: Reply): string {
  const lines = linesOf(reply);
  const shown = lines.slice(0, mostLines).join('\n');
  const left = lines.length - mostLines;
  return left > 0 ? `${shown}\n(${left} more lines)` : shown;
}

function linesOf(reply: Reply): string[] {
  if (reply === null) return ['(nil)'];
  if (typeof reply === 'number') return [`(integer) ${reply}`];
  if (typeof reply === 'string') return reply.split('\n');
  if (reply.length === 0) return ['(empty array)'];
  const width = String(reply.length).length;
  return reply.flatMap((each, at) => {
    const [first = '', ...others] = linesOf(each);
    const indent = ' '.repeat(width + 2);
    return [`${String(at + 1).padStart(width)}) ${first}`, ...others.map((line) => indent + line)];
  });
}
