import type { FieldProblem } from '../provider-error.ts';

/** An invoice that no host would take, with everything that is wrong with it. */
export class InvoiceError extends Error {
  override readonly name = 'InvoiceError';
  /** By the place of each, such as `items[0].total`. */
  readonly problems: readonly InvoiceProblem[];

  constructor(problems: readonly InvoiceProblem[]) {
    super(`The invoice cannot be sent: ${problems.map(({ message }) => message).join('; ')}.`);
    this.problems = problems;
  }
}

/** What is wrong, with the limit. */
export type InvoiceProblem = FieldProblem;

export function problem(key: string, demand: string): InvoiceProblem {
  return { key, message: `${key} ${demand}` };
}
