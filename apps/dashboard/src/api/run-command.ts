import type { ShownReplBlock } from '@kontor/protocol';
import type { Input } from './call.ts';
import { send } from './call.ts';
import { problemIn } from './problem.ts';

/** A piece of what a command printed. @see spec/partner-api.md §4.11 */
export type Printed = ShownReplBlock;
export type PrintedText = Extract<Printed, { readonly type: 'paragraph' }>['children'][number];

/**
 * Runs a line against a resource and hands on each piece as it comes.
 *
 * @throws Problem when the host refuses, or cannot be reached. A command that is wrong only prints so.
 */
export async function runCommand(
  input: Input<'runResourceCommand'>,
  onPrinted: (piece: Printed) => void,
): Promise<void> {
  const response = await send('runResourceCommand', input, { accept: 'application/jsonl' });
  const isPrinting = response.headers.get('content-type')?.startsWith('application/jsonl');
  if (!isPrinting || response.body === null) throw await problemIn(response);
  let rest = '';
  for await (const text of readable(response.body)) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') onPrinted(JSON.parse(line) as Printed);
  }
}

async function* readable(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}
