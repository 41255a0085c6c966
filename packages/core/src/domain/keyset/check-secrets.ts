import { variableNameMaxLength } from '@kontor/protocol/vocabulary';
import type { FieldError } from '../../field-error.ts';
import type { Secret } from './secret.ts';
import { utf8Length } from './utf8-length.ts';

export const keysetLimits = {
  secrets: 500,
  /** Characters. */
  nameLength: variableNameMaxLength,
  /** Bytes in UTF-8. */
  valueBytes: 64 * 1024,
} as const;

export type SecretsError = {
  readonly code: 'secrets_invalid';
  readonly fields: readonly FieldError[];
};

/**
 * Finds what is wrong with a list of secrets that joins `kept` others. No message holds a value.
 *
 * A name without `=`, space or control character, and a value without NUL, is all that an operating
 * system asks of a variable. More is not asked here: real providers' names must go on working.
 */
export function flawsOf(secrets: readonly Secret[], kept: number): readonly FieldError[] {
  const received = secrets.length + kept;
  if (received > keysetLimits.secrets) {
    const flaw = `should not be more than ${keysetLimits.secrets} in a keyset, received ${received}`;
    return problem('secrets', flaw);
  }
  return [
    ...secrets.flatMap((secret, index) => fieldsOf(secret, `secrets[${index}]`)),
    ...repeatedNames(secrets),
  ];
}

function fieldsOf(secret: Secret, key: string): readonly FieldError[] {
  const overrides = Object.entries(secret.environmentOverrides ?? {});
  return [
    ...problem(`${key}.name`, flawOfName(secret.name)),
    ...problem(`${key}.value`, flawOfValue(secret.value)),
    ...overrides.flatMap(([environment, value]) =>
      problem(`${key}.environmentOverrides.${environment}`, flawOfValue(value ?? '')),
    ),
  ];
}

const tooShort = 'should not be shorter than 1 character, received 0';

function flawOfName(name: string): string | undefined {
  const { nameLength } = keysetLimits;
  if (name === '') return tooShort;
  if (name.length > nameLength) {
    return `should not be longer than ${nameLength} characters, received ${name.length}`;
  }
  if (/[=\s\p{Cc}]/u.test(name)) return 'should not contain "=", spaces or control characters';
  return undefined;
}

function flawOfValue(value: string): string | undefined {
  const { valueBytes } = keysetLimits;
  const bytes = utf8Length(value);
  if (bytes > valueBytes) return `should not be larger than ${valueBytes} bytes, received ${bytes}`;
  if (value.includes('\0')) return 'should not contain the character NUL';
  return undefined;
}

function problem(key: string, flaw: string | undefined): readonly FieldError[] {
  return flaw === undefined ? [] : [{ key, message: `${key} ${flaw}` }];
}

function repeatedNames(secrets: readonly Secret[]): readonly FieldError[] {
  const firstPlaces = new Map<string, number>();
  return secrets.flatMap(({ name }, index) => {
    const first = firstPlaces.get(name);
    if (first !== undefined) {
      return problem(`secrets[${index}].name`, `should not repeat ${name} of secrets[${first}]`);
    }
    firstPlaces.set(name, index);
    return [];
  });
}
