import { fail, ok, type Result } from '../../result.ts';
import { isDomainName } from './domain-name.ts';
import { matches } from './pattern.ts';
import { received, wrongType } from './received.ts';

export type TextRules = {
  /** The only texts there are. */
  readonly allowed?: readonly string[] | undefined;
  /** Lengths count characters (code points), as JSON Schema does. */
  readonly minLength?: number | undefined;
  readonly maxLength?: number | undefined;
  readonly pattern?: string | undefined;
  readonly isDomain?: boolean | undefined;
};

/** How many allowed texts an error names; a list of all regions helps nobody. */
const allowedShown = 10;

export function checkText(
  subject: string,
  value: unknown,
  rules: TextRules,
): Result<string, readonly string[]> {
  if (typeof value !== 'string') return fail([wrongType(subject, 'string', value)]);
  const flaws = [...lengthFlaws(value, rules), ...contentFlaws(value, rules)];
  return flaws.length > 0 ? fail(flaws.map((flaw) => `${subject} should ${flaw}`)) : ok(value);
}

function lengthFlaws(value: string, { minLength, maxLength }: TextRules): readonly string[] {
  const length = [...value].length;
  const flaws: string[] = [];
  if (minLength !== undefined && length < minLength) {
    flaws.push(`not be shorter than ${minLength} characters, received ${length}`);
  }
  if (maxLength !== undefined && length > maxLength) {
    flaws.push(`not be longer than ${maxLength} characters, received ${length}`);
  }
  return flaws;
}

function contentFlaws(value: string, { allowed, pattern, isDomain }: TextRules): readonly string[] {
  const flaws: string[] = [];
  if (allowed && !allowed.includes(value)) {
    flaws.push(`be equal to one of the allowed values (${listed(allowed)}), ${received(value)}`);
  }
  if (pattern !== undefined && matches(pattern, value) === false) {
    flaws.push(`match pattern "${pattern}", ${received(value)}`);
  }
  if (isDomain && !isDomainName(value)) {
    flaws.push(`be a domain name such as "example.com", ${received(value)}`);
  }
  return flaws;
}

function listed(allowed: readonly string[]): string {
  const shown = allowed.slice(0, allowedShown).join(', ');
  const more = allowed.length - allowedShown;
  return more > 0 ? `${shown} and ${more} more` : shown;
}
