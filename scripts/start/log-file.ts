import { type FileHandle, open, rename, stat } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';

const ROTATE_AT_BYTES = 10 * 1024 * 1024;
const POLL_MS = 100;
const CHUNK_BYTES = 64 * 1024;

/** Where a program writes its output, and where in the file this run of it begins. */
export type Log = { readonly path: string; readonly from: number };

/**
 * Opens a log for a program to append to; a long one makes way for a new one. The program writes
 * the file itself, so that it loses nothing and misses nobody when the supervisor is gone.
 */
export async function openLog(path: string): Promise<{ log: Log; file: FileHandle }> {
  if ((await sizeOf(path)) > ROTATE_AT_BYTES) await rename(path, `${path}.1`);
  const file = await open(path, 'a', 0o600);
  return { log: { path, from: await sizeOf(path) }, file };
}

/** Hands on every line that a log gets, soon after it is written, until it is told to stop. */
export function followLog(
  { path, from }: Log,
  onLine: (line: string) => void,
): { stop: () => Promise<void> } {
  const file = open(path, 'r');
  const decoder = new StringDecoder('utf8');
  let position = from;
  let rest = '';
  let reading = Promise.resolve();
  const readMore = async () => {
    const { bytesRead, buffer } = await (await file).read({
      buffer: Buffer.alloc(CHUNK_BYTES),
      position,
    });
    position += bytesRead;
    const lines = (rest + decoder.write(buffer.subarray(0, bytesRead))).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
    if (bytesRead === CHUNK_BYTES) await readMore();
  };
  const poll = () => (reading = reading.then(readMore));
  const timer = setInterval(() => void poll(), POLL_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await poll();
      if (rest) onLine(rest);
      await (await file).close();
    },
  };
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0;
    throw error;
  }
}
