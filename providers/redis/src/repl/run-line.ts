import type { ReplBlock, ReplOutput, ReplText } from '@kontor/provider';
import { rightOf } from '../lifecycle/admit.ts';
import { findReady, type Which } from '../lifecycle/find-ready.ts';
import { connectRedis, type Redis } from '../server/redis.ts';
import type { User } from '../server/rights.ts';
import type { Spaces } from '../spaces/spaces.ts';
import type { ResourceStore } from '../state/resources.ts';
import { wordsOf } from './words.ts';
import { writtenReply } from './written-reply.ts';

type RunParts = { readonly spaces: Spaces; readonly resources: ResourceStore };
type Typed = Which & { readonly line: string; readonly isReadOnly: boolean };

/** How many keys `KEYS` lists, and how long a command may take in milliseconds. */
const mostKeys = 500;
const longestMs = 10_000;

/**
 * Runs one command in a key space, as a user who exists for this line alone and can do no more than the
 * team's own: the server refuses the rest, and writing where only reading was chosen.
 */
export async function runLine(
  parts: RunParts,
  { line, isReadOnly, ...which }: Typed,
): Promise<ReplOutput> {
  const resource = await findReady(parts.resources, which);
  const words = wordsOf(line);
  if (words === undefined) return { failed: [paragraph('A quote does not end.', red)] };
  const [name = '', pattern = '*'] = words;
  if (name === '') return [];
  const { spaces } = parts;
  if (name.toUpperCase() === 'KEYS') {
    const keys = await spaces.keys(which.id, pattern, mostKeys);
    return [paragraph(writtenReply(keys))];
  }
  const user = await spaces.admitTyping(which.id, isReadOnly ? 'read' : rightOf(resource));
  try {
    const command = await withPrefix(spaces.admin, words, user.prefix);
    return [paragraph(writtenReply(await runAs(spaces.url, user, command)))];
  } catch (error) {
    const reason = refusalIn(error);
    if (reason === undefined) throw error;
    return { failed: [paragraph(reason.replaceAll(user.prefix, ''), red)] };
  } finally {
    await spaces.dismiss(user.name);
  }
}

async function runAs(serverUrl: string, user: User, command: readonly string[]) {
  const url = new URL(serverUrl);
  url.username = user.name;
  url.password = user.password;
  const redis = await connectRedis({ url: url.href, onError: () => {}, isBrief: true });
  const late = setTimeout(() => void redis.close(), longestMs);
  try {
    return await redis.run(...command);
  } finally {
    clearTimeout(late);
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

const red = { color: '#ff0000' };

function paragraph(text: string, style: Omit<ReplText, 'type' | 'text'> = {}): ReplBlock {
  return { type: 'paragraph', children: [{ type: 'text', text, ...style }] };
}
