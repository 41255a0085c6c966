import { type ReplBlock, replInput } from '@kontor/protocol/partner';
import type { Handler } from '../call.ts';
import { type Answer, json, type Operation, operation } from '../operation.ts';

/** What a command printed: all of it, piece by piece as it comes, or why it failed. */
export type ReplOutput =
  | readonly ReplBlock[]
  | AsyncIterable<ReplBlock>
  | { readonly failed: readonly ReplBlock[] };

export type ReplHandlers = {
  /** Runs one line that a person typed; with `readOnly` it must change nothing. @see spec/partner-api.md §4.11 */
  readonly repl?: Handler<typeof replInput, ReplOutput>;
};

export function replOperations(handlers: ReplHandlers): Operation[] {
  return [operation(replInput, handlers.repl, replAnswer)];
}

function replAnswer(output: ReplOutput): Answer {
  if (Symbol.asyncIterator in output) return { kind: 'lines', lines: output };
  if ('failed' in output) return json(400, output.failed);
  return json(200, output);
}
