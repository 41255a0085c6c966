import * as z from 'zod';

const verdict = z
  .enum(['proven', 'unproven', 'wrong'])
  .describe('Unproven is what nothing was reported of; wrong is what differs from what was.');
export type Verdict = z.infer<typeof verdict>;

export const judgedLine = z.object({
  line: z.string(),
  name: z.string(),
  amount: z.string(),
  verdict,
  because: z.array(z.string()).describe('Why, each in a sentence.'),
});
export type JudgedLine = z.infer<typeof judgedLine>;

/** What recomputing an invoice has shown. */
export const judgement = z.object({
  lines: z.array(judgedLine),
  problems: z
    .array(z.string())
    .describe('What is wrong with the invoice as a whole, or with the file.'),
  verdict,
});
export type Judgement = z.infer<typeof judgement>;
