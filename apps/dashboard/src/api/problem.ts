/** What is wrong with one field of what was sent. */
export type FieldProblem = { readonly key: string; readonly message: string };

/** Why the host did not do what it was asked. Its message is written for people. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly fields: readonly FieldProblem[];
  readonly facts: Readonly<Record<string, unknown>>;

  constructor(status: number, { code, message, fields, ...facts }: Told) {
    super(message);
    this.status = status;
    this.code = code;
    this.fields = Array.isArray(fields) ? fields.filter(isFieldProblem) : [];
    this.facts = facts;
  }

  get isSignedOut(): boolean {
    return this.status === 401;
  }
}

type Told = { readonly code: string; readonly message: string; readonly [fact: string]: unknown };

/** Reads what a host, or something in front of it, refused with. */
export async function problemIn(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => undefined);
  const told =
    typeof body === 'object' && body !== null && 'error' in body ? body.error : undefined;
  if (isTold(told)) return new Problem(response.status, told);
  return new Problem(response.status, {
    code: 'unreadable',
    message: `The host answered ${response.status} and did not say why. Try again in a moment.`,
  });
}

export function unreachable(cause: unknown): Problem {
  const problem = new Problem(0, {
    code: 'unreachable',
    message: 'The host cannot be reached. Nothing is lost; try again when you are connected.',
  });
  problem.cause = cause;
  return problem;
}

function isTold(value: unknown): value is Told {
  return (
    typeof value === 'object' &&
    value !== null &&
    'code' in value &&
    'message' in value &&
    typeof value.code === 'string' &&
    typeof value.message === 'string'
  );
}

function isFieldProblem(value: unknown): value is FieldProblem {
  return (
    typeof value === 'object' &&
    value !== null &&
    'key' in value &&
    'message' in value &&
    typeof value.key === 'string' &&
    typeof value.message === 'string'
  );
}
