import type { ReplBlock, replInput } from '@kontor/protocol/partner';
import type { Call, Handler } from '../call.ts';
import type { ReplOutput } from '../handlers/repl.ts';
import { type ReplCell, replFailure, replParagraph, replTable } from './repl-blocks.ts';

/** A line that a person typed, and where. */
export type ReplLine = Pick<Call<typeof replInput>, 'installationId' | 'resourceId' | 'caller'> & {
  /** Without the space around it, and never empty. */
  readonly line: string;
  /** Whether the person has chosen to read only: then it must change nothing. */
  readonly isReadOnly: boolean;
  /** Aborted when the host hangs up, and when the line has had its time. */
  readonly signal: AbortSignal;
};

/** What a line printed: a text, the rows of a table, or blocks. */
export type ReplResult =
  | string
  | {
      readonly columns: readonly string[];
      readonly rows: readonly (readonly ReplCell[])[];
      /** Whether there were more rows than these. */
      readonly isCut?: boolean;
    }
  | readonly ReplBlock[];

export type ReplOptions = {
  /**
   * Runs a line. A generator streams what it prints. Keeping `isReadOnly` is best left to the service
   * behind it, as are the rights of who typed: throw `ReplError` for what it refuses.
   */
  readonly run: (line: ReplLine) => ReplResult | Promise<ReplResult> | AsyncIterable<ReplResult>;
  /** What a person is told of an error of the service; undefined for what is no fault of the line. */
  readonly reasonOf?: (error: unknown) => string | undefined;
  /** How long a line may take, in milliseconds. */
  readonly longestMs?: number;
  /** How many rows and lines are shown of one result. */
  readonly mostRows?: number;
};

/** A line that cannot be run, or was refused, with the words for whoever typed it. */
export class ReplError extends Error {
  override readonly name = 'ReplError';
}

const LONGEST_MS = 10_000;
const MOST_ROWS = 500;

/**
 * Makes the handler of a REPL from what runs one line: empty lines print nothing, results become
 * blocks and are cut where nobody reads on, and a line that fails or takes too long prints why, as a
 * command that failed. Everything else that is thrown stays an error of the provider.
 *
 * @see spec/repl.md — REPL-2, REPL-3, REPL-9
 */
export function createRepl(options: ReplOptions): Handler<typeof replInput, ReplOutput> {
  const { run, longestMs = LONGEST_MS, mostRows = MOST_ROWS } = options;
  return async ({ installationId, resourceId, caller, body, signal: hungUp }) => {
    const line = body.input.trim();
    if (line === '') return [];
    const time = startTime(longestMs);
    const typed: ReplLine = {
      ...{ installationId, resourceId, caller, line },
      isReadOnly: body.readOnly ?? false,
      signal: AbortSignal.any([hungUp, time.signal]),
    };
    const reasonFor = (error: unknown) =>
      time.isOver() ? tooLong(longestMs) : reasonIn(error, options);
    let isStreamed = false;
    try {
      const result = run(typed);
      isStreamed = isIterable(result);
      if (isIterable(result)) return streamed(result, { mostRows, reasonFor, end: time.end });
      return blocksOf(await result, mostRows);
    } catch (error) {
      const reason = reasonFor(error);
      if (reason === undefined) throw error;
      return { failed: [replFailure(reason)] };
    } finally {
      if (!isStreamed) time.end();
    }
  };
}

type Streaming = {
  readonly mostRows: number;
  readonly reasonFor: (error: unknown) => string | undefined;
  readonly end: () => void;
};

/** What was printed stays; a failure behind it is one more block, as the status is gone. */
async function* streamed(
  results: AsyncIterable<ReplResult>,
  { mostRows, reasonFor, end }: Streaming,
): AsyncGenerator<ReplBlock> {
  try {
    for await (const result of results) yield* blocksOf(result, mostRows);
  } catch (error) {
    const reason = reasonFor(error);
    if (reason === undefined) throw error;
    yield replFailure(reason);
  } finally {
    end();
  }
}

function blocksOf(result: ReplResult, most: number): readonly ReplBlock[] {
  if (typeof result === 'string') return result === '' ? [] : [replParagraph(cut(result, most))];
  if (!('columns' in result)) return result;
  const { columns, rows } = result;
  const shown = rows.slice(0, most);
  const isCut = result.isCut === true || shown.length < rows.length;
  const count = shown.length === 1 ? '1 row' : `${shown.length} rows`;
  return [
    replTable(columns, shown),
    replParagraph(isCut ? `(the first ${count})` : `(${count})`, { italic: true }),
  ];
}

function cut(text: string, most: number): string {
  const lines = text.split('\n');
  const left = lines.length - most;
  return left > 0 ? `${lines.slice(0, most).join('\n')}\n(${left} more lines)` : text;
}

function reasonIn(error: unknown, { reasonOf }: ReplOptions): string | undefined {
  return error instanceof ReplError ? error.message : reasonOf?.(error);
}

function tooLong(longestMs: number): string {
  return `It took longer than ${longestMs / 1000} s, and was ended.`;
}

function startTime(longestMs: number) {
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(), longestMs);
  return {
    signal: over.signal,
    isOver: () => over.signal.aborted,
    end: () => clearTimeout(timer),
  };
}

function isIterable(result: ReturnType<ReplOptions['run']>): result is AsyncIterable<ReplResult> {
  return typeof result === 'object' && Symbol.asyncIterator in result;
}
