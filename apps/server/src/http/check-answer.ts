import type { FastifyBaseLogger } from 'fastify';
import { isPrepared } from './prepared-json.ts';
import type { AnyAnswer, Route } from './route.ts';

/** How many answers are checked against their endpoint where none is refused for it. */
const CHECKED_SHARE = 0.01;

export type CheckAnswerOptions = {
  /** Refuse to send an answer that its endpoint does not declare. On in development and tests. */
  readonly strictAnswers: boolean;
  readonly log: FastifyBaseLogger;
};

/** In production a sample is enough to hear of a mistake, and the answer goes out all the same. */
export function checkAnswer(
  route: Route,
  { strictAnswers, log }: CheckAnswerOptions,
  given: AnyAnswer,
): void {
  if (!strictAnswers && Math.random() >= CHECKED_SHARE) return;
  const problem = undeclared(route, given);
  if (problem === undefined) return;
  if (strictAnswers) throw new Error(problem);
  log.error({ operation: route.endpoint.id, problem }, 'undeclared answer');
}

/** Prepared bodies that are as declared: they are answered often, and checked once. */
const declared = new WeakSet<object>();

function undeclared({ endpoint }: Route, answer: AnyAnswer): string | undefined {
  const schema = endpoint.responses[answer.status];
  if (schema === undefined) return `${endpoint.id} does not declare the status ${answer.status}`;
  if (endpoint.streams) return undefined;
  if (schema === null) return answer.body === null ? undefined : `${endpoint.id} declares no body`;
  const prepared = isPrepared(answer.body) ? answer.body : undefined;
  if (prepared !== undefined && declared.has(prepared)) return undefined;
  const parsed = schema.safeParse(answer.body);
  if (parsed.success) {
    if (prepared !== undefined) declared.add(prepared);
    return undefined;
  }
  const issue = parsed.error.issues[0];
  return `${endpoint.id} answers ${answer.status} with a wrong ${issue?.path.join('.')}: ${issue?.message}`;
}
