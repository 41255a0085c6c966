import { fail, ok, type Result } from '../../result.ts';
import { received, wrongType } from './received.ts';

export type NumberRules = {
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly exclusiveMinimum?: number | undefined;
  readonly exclusiveMaximum?: number | undefined;
  /** The only values there are. */
  readonly steps?: readonly number[] | undefined;
};

const unlimited = Number.POSITIVE_INFINITY;

export function checkNumber(
  subject: string,
  value: unknown,
  { steps, ...limits }: NumberRules,
): Result<number, readonly string[]> {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    return fail([wrongType(subject, 'number', value)]);
  }
  const broken = brokenLimits(value, limits);
  if (steps && !steps.includes(value)) broken.push(`one of the steps ${steps.join(', ')}`);
  if (broken.length === 0) return ok(value);
  return fail(broken.map((rule) => `${subject} should be ${rule}, ${received(value)}`));
}

function brokenLimits(value: number, limits: NumberRules): string[] {
  const { minimum = -unlimited, exclusiveMinimum = -unlimited } = limits;
  const { maximum = unlimited, exclusiveMaximum = unlimited } = limits;
  const broken: string[] = [];
  if (value < minimum) broken.push(`>= ${minimum}`);
  if (value > maximum) broken.push(`<= ${maximum}`);
  if (value <= exclusiveMinimum) broken.push(`> ${exclusiveMinimum}`);
  if (value >= exclusiveMaximum) broken.push(`< ${exclusiveMaximum}`);
  return broken;
}
