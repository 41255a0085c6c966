import type { ProviderCall } from '@kontor/protocol/kontor';
import * as z from 'zod';
import { differences, type Shape, shapeOf } from './shape.ts';

/** How a provider answers one change, as far as it is the same the next time. */
export type ExpectedAnswer = {
  readonly operation: string;
  readonly status: number;
  readonly shape: Shape;
};

const shape: z.ZodType<Shape> = z.json() as never;
const expectedAnswer = z.object({ operation: z.string(), status: z.int(), shape });

/** The answer of a call, where there was one. */
export function answerOf({
  operation,
  status,
  responseBody,
}: ProviderCall): ExpectedAnswer | undefined {
  return status === null ? undefined : { operation, status, shape: shapeOf(responseBody) };
}

/** As a comment of a script, which a shell does not read. */
export function answerLine({ operation, status, shape: body }: ExpectedAnswer): string {
  return `#=< ${operation} ${status} ${JSON.stringify(body)}`;
}

/** What such a comment says; undefined for any other line. */
export function readAnswerLine(line: string): ExpectedAnswer | undefined {
  const [, operation, status, body = ''] = /^#=< (\S+) (\d{3}) (.*)$/.exec(line) ?? [];
  try {
    const read = { operation, status: Number(status), shape: JSON.parse(body) };
    return expectedAnswer.safeParse(read).data;
  } catch {
    return undefined;
  }
}

/** Where the answers are other than they were. */
export function unlike(
  expected: readonly ExpectedAnswer[],
  answers: readonly ExpectedAnswer[],
): readonly string[] {
  const left = [...answers];
  return expected.flatMap(({ operation, status, shape: was }) => {
    const at = left.findIndex((each) => each.operation === operation);
    const [found] = at < 0 ? [] : left.splice(at, 1);
    if (found === undefined) return [`${operation} was not called`];
    const told = [
      ...(found.status === status ? [] : [`it was answered ${status} and is ${found.status}`]),
      ...differences(was, found.shape),
    ];
    return told.map((each) => `${operation}: ${each}`);
  });
}
