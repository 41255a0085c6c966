import * as z from 'zod';
import { command } from '../../command.ts';
import { type Judgement, judgement as judged } from '../../evidence/judgement.ts';
import { fetchEvidence, readEvidence } from '../../evidence/read-evidence.ts';
import { verifyEvidence } from '../../evidence/verify-evidence.ts';
import { exitCode } from '../../exit-code.ts';
import { argument } from '../../inputs.ts';
import { table } from '../../output/table.ts';

const conclusions = {
  proven:
    'Every line is what its provider reported under a plan that held, and the total is their sum.',
  unproven:
    'Nothing is wrong, and some lines cannot be proven: nothing was reported of them, so there is only their provider’s word.',
  wrong: 'The invoice does not follow from its evidence.',
} as const satisfies Record<Judgement['verdict'], string>;

export const verifyInvoice = command({
  args: z.strictObject({ invoice: argument('Invoice, by id, or a file of its evidence.') }),
  options: z.strictObject({}),
  details:
    'Everything is recomputed here, to the cent. With a file, nobody is asked. The digests show damage; they do not show who made the file.',
  examples: [
    'kontor invoices verify inv_0Vc0tmWXfUFNx3iR4TK0u99O',
    'kontor invoices verify january.json',
  ],
  output: judged.extend({ invoice: z.string(), total: z.string() }),
  run: async ({ args: { invoice: named } }, session) => {
    const evidence = await (/^inv_\w+$/.test(named)
      ? fetchEvidence(session, named)
      : readEvidence(session, named));
    const judgement = verifyEvidence(evidence);
    const { lines, problems, verdict } = judgement;
    return {
      data: { invoice: evidence.invoice.id, total: evidence.invoice.total, ...judgement },
      text: [
        ...table(
          ['LINE', 'NAME', 'AMOUNT', 'VERDICT'],
          lines.map(({ line, name, amount, verdict: each }) => [line, name, `$${amount}`, each]),
        ),
        '',
        ...lines.flatMap(({ line, because }) => because.map((reason) => `${line}: ${reason}`)),
        ...problems,
        `${evidence.invoice.id}, $${evidence.invoice.total}: ${verdict}. ${conclusions[verdict]}`,
      ],
      ...(verdict === 'wrong' && { exitCode: exitCode.refused }),
    };
  },
});
