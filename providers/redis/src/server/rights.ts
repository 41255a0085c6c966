import { createHash } from 'node:crypto';

/** What somebody may do in a key space: everything, or read and remove what is too much. */
export type Right = 'all' | 'no-growth';

/**
 * Commands that see or touch more than the keys they name, or stop the server for all: the names of
 * others' keys, other databases, scripts, and what Redis itself holds dangerous.
 */
const forNobody = [
  '-@dangerous',
  '-@admin',
  '-@scripting',
  '-scan',
  '-randomkey',
  '-dbsize',
  '-move',
  '-copy',
  '-pubsub',
  '-select',
];

const toRemove = ['+del', '+unlink', '+hdel', '+ltrim', '+srem', '+zrem', '+xdel', '+expire'];

export type User = {
  readonly name: string;
  readonly password: string;
  /** Keys and channels begin with it. */
  readonly prefix: string;
};

/** The command that makes a user who can work with one key space, or changes what it may. */
export function userCommand(user: User, right: Right): string[] {
  const writing = right === 'all' ? ['+@write'] : [];
  const removing = right === 'all' ? [] : ['-@write', ...toRemove];
  const may = ['+@read', ...writing, '+@connection', '+@transaction', '+@pubsub'];
  return command(user, [...may, ...forNobody, ...removing]);
}

/** A user for one line that a person typed: nothing that waits, listens or begins what it does not end. */
export function typingUserCommand(user: User, right: Right | 'read'): string[] {
  const writing = right === 'all' ? ['+@write'] : right === 'no-growth' ? toRemove : [];
  const never = ['-@blocking', '-@pubsub', '-@transaction', '-@connection'];
  return command(user, ['+@read', ...writing, ...forNobody, ...never, '+ping', '+echo']);
}

function command({ name, password, prefix }: User, may: readonly string[]): string[] {
  const hash = createHash('sha256').update(password).digest('hex');
  const reach = [`~${prefix}*`, `&${prefix}*`];
  return ['ACL', 'SETUSER', name, 'reset', 'on', `#${hash}`, ...reach, ...may];
}
