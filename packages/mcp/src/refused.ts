/** Why a tool did not do what it was asked, and what to do next. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly code: string;
  /** What else is known: the limit of a value, the fields that are wrong, where a person goes on. */
  readonly facts: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, facts: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.code = code;
    this.facts = facts;
  }
}
