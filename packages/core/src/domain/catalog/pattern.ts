import { stepsToMatch } from './pattern-cost.ts';

/** What matching one value may cost: about a tenth of a second at the very worst. */
const stepsMax = 20_000_000;

/** Characters of a pattern that is looked at. */
const patternMaxLength = 1_000;

/**
 * Whether a text matches a provider's pattern, which like any JSON Schema pattern is not anchored.
 *
 * Nothing is answered where the host cannot judge: for a pattern that is none, and for one that
 * could keep the process busy (`(a+)+$` takes time exponential in the text). The provider validates
 * again, so what is not judged here is judged there.
 */
export function matches(pattern: string, text: string): boolean | undefined {
  if (pattern.length > patternMaxLength) return undefined;
  if (stepsToMatch(pattern, text.length) > stepsMax) return undefined;
  return (compiled(pattern, 'u') ?? compiled(pattern, ''))?.test(text);
}

/** JSON Schema asks for Unicode patterns (flag `u`); older ones escape what those may not. */
function compiled(pattern: string, flags: 'u' | ''): RegExp | undefined {
  try {
    return new RegExp(pattern, flags);
  } catch {
    return undefined;
  }
}
