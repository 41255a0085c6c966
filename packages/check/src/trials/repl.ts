import { replBlock, replInput } from '@kontor/protocol/partner';
import * as z from 'zod';
import type { Bench } from '../bench/bench.ts';
import type { Answer } from '../bench/exchange.ts';
import { expectSuccess } from '../bench/expect.ts';
import { cannotJudge, fail } from '../bench/outcome.ts';
import type { Trial } from './trial.ts';

const blocks = z.array(replBlock);

export const replTrials: readonly Trial[] = [
  {
    name: 'repl-blocks',
    title: 'A line that is typed is answered with blocks of the protocol.',
    requirements: ['REPL-9'],
    level: 'complete',
    needs: 'REPL',
    advice: 'Answer paragraphs and tables of texts, as a list or one a line.',
    run: async (bench) => {
      const { reads } = linesOf(bench);
      const answer = await type(bench, { input: reads, readOnly: false });
      expectSuccess(answer, 'A line that reads');
      const read = blocks.safeParse(answer.json ?? streamed(answer.text));
      if (!read.success) fail('The answer has something that is no block of the protocol.');
    },
  },
  {
    name: 'repl-read-only',
    title: 'A line that writes is refused while only reading was chosen.',
    requirements: ['REPL-2'],
    level: 'complete',
    needs: 'REPL',
    advice: 'Refuse what writes where `readOnly` is `true`, with 400 and blocks or a refusal.',
    run: async (bench) => {
      const { writes } = linesOf(bench);
      const answer = await type(bench, { input: writes, readOnly: true });
      if (answer.status < 400)
        fail('A line that writes is carried out though only reading was chosen.');
    },
  },
];

function linesOf({ product }: Bench) {
  return product.replLines ?? cannotJudge('The registration gives no replLines.');
}

async function type(bench: Bench, body: { input: string; readOnly: boolean }): Promise<Answer> {
  const installation = await bench.install();
  const params = { resourceId: (await bench.provision(installation)).id };
  return bench.call(replInput, { installation, params, body });
}

/** One block a line, with or without line ends between them. */
function streamed(text: string): unknown {
  try {
    return JSON.parse(`[${text.trim().replaceAll(/\}\s*\{/g, '},{')}]`);
  } catch {
    return undefined;
  }
}
