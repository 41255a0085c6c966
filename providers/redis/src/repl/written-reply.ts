import type { Reply } from '../server/redis.ts';

/** A reply as Redis' own command line prints it. */
export function writtenReply(reply: Reply): string {
  return linesOf(reply).join('\n');
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
