import { fail, ok, type Result } from '../../result.ts';
import { branchedEnvironment } from './place.ts';
import type { HandWrittenVariable } from './project-inputs.ts';

export type VariableRuleError = {
  readonly code: 'branch_outside_preview' | 'sensitive_stays_sensitive';
};

/** What holds for every variable, whoever writes it. @see spec/platform-api.md §4.2 */
export function checkVariable(
  variable: HandWrittenVariable,
): Result<HandWrittenVariable, VariableRuleError> {
  const { gitBranch, environments } = variable;
  const isPreviewAlone = environments.length === 1 && environments[0] === branchedEnvironment;
  if (gitBranch !== null && !isPreviewAlone) return fail({ code: 'branch_outside_preview' });
  return ok(variable);
}

/**
 * Applies a change. A value that was written as sensitive is never shown again, so its variable
 * becomes readable only together with another value.
 */
export function changeVariable(
  { type: formerType, ...former }: HandWrittenVariable,
  change: Partial<Omit<HandWrittenVariable, 'variableId'>>,
): Result<HandWrittenVariable, VariableRuleError> {
  const variable = { ...former, type: formerType, ...change };
  const isRevealed = formerType === 'sensitive' && variable.type !== 'sensitive';
  if (isRevealed && change.value === undefined) return fail({ code: 'sensitive_stays_sensitive' });
  return checkVariable(variable);
}
