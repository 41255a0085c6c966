import { createRepl, ReplError, type ReplLine } from '@kontor/provider';
import { rightOf } from '../lifecycle/admit.ts';
import { findReady } from '../lifecycle/find-ready.ts';
import { connectRedis, type Redis } from '../server/redis.ts';
import type { User } from '../server/rights.ts';
import type { Spaces } from '../spaces/spaces.ts';
import type { ResourceStore } from '../state/resources.ts';
import { wordsOf } from './words.ts';
import { writtenReply } from './written-reply.ts';

type RunParts = { readonly spaces: Spaces; readonly resources: ResourceStore };

/** How many keys `KEYS` lists. */
const mostKeys = 500;

/**
 * A REPL that runs one command in a key space, as a user who exists for this line alone and can do no
 * more than the team's own: the server refuses the rest, and writing where only reading was chosen.
 */
export function replIn(parts: RunParts) {
  return createRepl({ run: (line) => runLine(parts, line) });
}

async function runLine(
  { spaces, resources }: RunParts,
  { installationId, resourceId: id, line, isReadOnly, signal }: ReplLine,
): Promise<string> {
  const resource = await findReady(resources, { installationId, id });
  const words = wordsOf(line);
  if (words === undefined) throw new ReplError('A quote does not end.');
  const [name = '', pattern = '*'] = words;
  if (name.toUpperCase() === 'KEYS') return writtenReply(await spaces.keys(id, pattern, mostKeys));
  const user = await spaces.admitTyping(id, isReadOnly ? 'read' : rightOf(resource));
  try {
    const command = await withPrefix(spaces.admin, words, user.prefix);
    return writtenReply(await runAs(user, { serverUrl: spaces.url, command, signal }));
  } catch (error) {
    const reason = refusalIn(error);
    throw reason === undefined ? error : new ReplError(reason.replaceAll(user.prefix, ''));
  } finally {
    await spaces.dismiss(user.name);
  }
}

type Running = {
  readonly serverUrl: string;
  readonly command: readonly string[];
  readonly signal: AbortSignal;
};

async function runAs(user: User, { serverUrl, command, signal }: Running) {
  const url = new URL(serverUrl);
  url.username = user.name;
  url.password = user.password;
  const redis = await connectRedis({ url: url.href, onError: () => {}, isBrief: true });
  const end = () => void redis.close();
  signal.addEventListener('abort', end);
  try {
    return await redis.run(...command);
  } finally {
    signal.removeEventListener('abort', end);
    await redis.close();
  }
}

/** Puts the start of the keys before those that the command names. Keys that have it stay as they are. */
async function withPrefix(
  admin: Redis,
  words: readonly string[],
  prefix: string,
): Promise<string[]> {
  const named = await admin.run('COMMAND', 'GETKEYS', ...words).catch(() => []);
  const keys = Array.isArray(named) ? named.map(String) : [];
  return words.map((word, at) => {
    if (at === 0 || word !== keys[0]) return word;
    keys.shift();
    return word.startsWith(prefix) ? word : `${prefix}${word}`;
  });
}

/** What Redis refuses with; its messages begin with a code in capitals. */
function refusalIn(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  return /^[A-Z]+ /.test(error.message) ? error.message : undefined;
}
