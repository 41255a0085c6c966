import { expect, test } from 'vitest';
import type { ReplOutput } from '../handlers/repl.ts';
import { createRepl, ReplError, type ReplLine, type ReplOptions } from './create-repl.ts';
import { replParagraph } from './repl-blocks.ts';

const hungUp = new AbortController();

/** Types a line into a REPL. */
async function type(options: ReplOptions, input = 'go', readOnly?: boolean): Promise<ReplOutput> {
  const call = {
    ...{ installationId: 'icfg_1', resourceId: 'db_1', idempotencyKey: undefined },
    body: { input, ...(readOnly !== undefined && { readOnly }) },
    caller: { kind: 'user' },
    signal: hungUp.signal,
  };
  return createRepl(options)(call as unknown as Parameters<ReturnType<typeof createRepl>>[0]);
}

const red = { color: '#ff0000' };

test.each([
  ['a text is one paragraph', 'OK', [replParagraph('OK')]],
  ['no text prints nothing', '', []],
  ['blocks stay as they are', [replParagraph('a')], [replParagraph('a')]],
  ['a long text is cut', 'a\nb\nc\nd', [replParagraph('a\nb\n(2 more lines)')]],
  [
    'rows are a table, what is missing looks so, and they are counted',
    { columns: ['n'], rows: [[1], [null]] },
    [
      {
        type: 'table',
        header: [{ type: 'text', text: 'n', bold: true }],
        rows: [
          [{ type: 'text', text: '1' }],
          [{ type: 'text', text: 'null', italic: true, color: '#808080' }],
        ],
      },
      replParagraph('(2 rows)', { italic: true }),
    ],
  ],
  [
    'more rows than anybody reads are cut',
    { columns: [], rows: [['a'], ['b'], ['c']] },
    [
      { type: 'table', rows: [[{ type: 'text', text: 'a' }], [{ type: 'text', text: 'b' }]] },
      replParagraph('(the first 2 rows)', { italic: true }),
    ],
  ],
  [
    'rows that were cut before say so',
    { columns: [], rows: [['a']], isCut: true },
    [
      { type: 'table', rows: [[{ type: 'text', text: 'a' }]] },
      replParagraph('(the first 1 row)', { italic: true }),
    ],
  ],
] as const)('%s', async (_what, result, blocks) => {
  expect(await type({ run: () => result, mostRows: 2 })).toEqual(blocks);
});

test('a line comes without the space around it, and says whether it may write', async () => {
  const lines: ReplLine[] = [];
  const run = (line: ReplLine) => {
    lines.push(line);
    return '';
  };

  await type({ run }, '  GET a ');
  await type({ run }, 'GET a', true);
  await type({ run }, '   ');

  expect(lines.map(({ line, isReadOnly, resourceId }) => [line, isReadOnly, resourceId])).toEqual([
    ['GET a', false, 'db_1'],
    ['GET a', true, 'db_1'],
  ]);
});

test('what fails says why, and what is no fault of the line stays an error', async () => {
  const throwing = (error: Error) => ({
    run: () => Promise.reject(error),
    reasonOf: (thrown: unknown) =>
      thrown instanceof TypeError ? `The service says ${thrown.message}.` : undefined,
  });

  const failed = await type(throwing(new ReplError('A quote does not end.')));
  const refused = await type(throwing(new TypeError('no')));

  expect(failed).toEqual({ failed: [replParagraph('A quote does not end.', red)] });
  expect(refused).toEqual({ failed: [replParagraph('The service says no.', red)] });
  await expect(type(throwing(new RangeError('mine')))).rejects.toThrow('mine');
});

test('what takes too long is ended, and says so', async () => {
  const run = ({ signal }: ReplLine) =>
    new Promise<string>((_, reject) => {
      signal.addEventListener('abort', () => reject(new Error('Socket closed.')));
    });

  expect(await type({ run, longestMs: 10 })).toEqual({
    failed: [replParagraph('It took longer than 0.01 s, and was ended.', red)],
  });
});

test('a generator streams, and what fails in the middle is told behind what was printed', async () => {
  const output = await type({
    run: async function* () {
      yield 'one';
      throw new ReplError('No more.');
    },
  });

  const blocks: unknown[] = [];
  for await (const block of output as AsyncIterable<unknown>) blocks.push(block);
  expect(blocks).toEqual([replParagraph('one'), replParagraph('No more.', red)]);
});
