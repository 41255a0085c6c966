import type { WrittenAnswer } from '../http/written-answer.ts';
import type { Claim } from './once.ts';

/** The most text of a stream that is kept for repeats, in characters. */
const keptMaxLength = 256 * 1024;

/** A stream of JSON values, one a line. @see spec/partner-api.md §4.11 */
export const linesContentType = 'application/jsonl';

/**
 * Sends values as they come, and keeps what was sent as the answer to repeats. A stream that breaks, is
 * hung up on or grows too long is not kept, so a repeat runs again.
 */
export function recordedStream(
  lines: AsyncIterable<unknown>,
  claim: Claim | undefined,
  onError: (error: unknown) => void,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const iterator = lines[Symbol.asyncIterator]();
  let sent = '';

  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await iterator.next();
        if (done) {
          await settle(sent.length <= keptMaxLength);
          return controller.close();
        }
        const line = `${JSON.stringify(value)}\n`;
        if (sent.length <= keptMaxLength) sent += line;
        controller.enqueue(encoder.encode(line));
      } catch (error) {
        onError(error);
        await settle(false);
        controller.error(new Error('The stream broke.'));
      }
    },
    async cancel() {
      await settle(false);
      await iterator.return?.();
    },
  });

  async function settle(isComplete: boolean): Promise<void> {
    const answer: WrittenAnswer = { status: 200, contentType: linesContentType, body: sent };
    await (isComplete ? claim?.finish(answer) : claim?.abandon())?.catch(onError);
  }
}
