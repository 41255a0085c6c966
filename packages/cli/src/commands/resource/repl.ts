import * as resourceEndpoints from '@kontor/protocol/kontor/resource';
import type { ShownReplBlock } from '@kontor/protocol/vocabulary';
import * as z from 'zod';
import { command } from '../../command.ts';
import { exitCode } from '../../exit-code.ts';
import { argument, flag, text } from '../../inputs.ts';
import type { Line } from '../../output/line.ts';
import { table } from '../../output/table.ts';
import type { Session } from '../../session.ts';
import { findResource } from './find-resource.ts';

export const replResource = command({
  args: z.strictObject({ resource: argument('Resource, by name or id.') }),
  options: z.strictObject({
    command: text('line', 'Run one line and end, instead of asking for lines.'),
    readOnly: flag('Refuse whatever would change something.'),
  }),
  details:
    'Takes line after line where somebody can be asked; an empty line ends it. What the provider prints is shown as it comes. What is typed is passed to it and kept nowhere.',
  examples: [
    'kontor resource repl orders --read-only',
    'kontor resource repl orders --command "select count(*) from note"',
  ],
  output: z.object({ blocks: resourceEndpoints.runCommand.responses[200] }),
  run: async ({ args, options }, session) => {
    const { id, name } = await findResource(session, args.resource);
    const run = (input: string, show: (lines: readonly Line[]) => void) =>
      runLine(session, { id, input, readOnly: options.readOnly }, (block) => show(linesOf(block)));
    if (options.command !== undefined) {
      const { blocks, isWrong } = await run(options.command, session.part);
      return {
        data: { blocks },
        text: [],
        ...(isWrong ? { exitCode: exitCode.providerFailed } : {}),
      };
    }
    for (;;) {
      const input = await session.ask.forText({ message: name, instead: '--command <line>' });
      if (input.trim() === '') return { data: { blocks: [] }, text: [] };
      await run(input, (lines) => lines.forEach(session.note));
    }
  },
});

async function runLine(
  session: Session,
  { id, ...line }: { id: string; input: string; readOnly: boolean },
  show: (block: ShownReplBlock) => void,
): Promise<{ blocks: readonly ShownReplBlock[]; isWrong: boolean }> {
  const { status, body } = await session.call(
    resourceEndpoints.runCommand,
    { params: { team: await session.team(), resource: id }, body: line },
    show,
  );
  return { blocks: body, isWrong: status === 400 };
}

function linesOf(block: ShownReplBlock): Line[] {
  if (block.type === 'paragraph') return wordsOf(block.children).split('\n');
  const rows = block.rows.map((row) => row.map((cell) => cell.text));
  const titles = block.header?.map((cell) => cell.text) ?? rows[0]?.map(() => '') ?? [];
  return table(titles, rows, { whole: titles });
}

function wordsOf(texts: readonly { readonly text: string }[]): string {
  return texts.map((each) => each.text).join('');
}
