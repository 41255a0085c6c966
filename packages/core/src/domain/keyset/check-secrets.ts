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

export type SecretsError =
  | { readonly code: 'too_many_secrets'; readonly limit: number; readonly received: number }
  | { readonly code: 'secrets_invalid'; readonly fields: readonly FieldError[] }
  | { readonly code: 'secret_names_repeated'; readonly names: readonly string[] };

/**
 * Finds what is wrong with a list of secrets that joins `kept` others. No message holds a value.
 *
 * A name without `=`, space or control character, and a value without NUL, is all that an operating
 * system asks of a variable. More is not asked here: real providers' names must go on working.
 */
export function flawOf(secrets: readonly Secret[], kept: number): SecretsError | undefined {
  const received = secrets.length + kept;
  if (received > keysetLimits.secrets) {
    return { code: 'too_many_secrets', limit: keysetLimits.secrets, received };
  }
  const fields = secrets.flatMap((secret, index) => fieldsOf(secret, `secrets[${index}]`));
  if (fields.length > 0) return { code: 'secrets_invalid', fields };
  const names = repeatedNames(secrets);
  return names.length > 0 ? { code: 'secret_names_repeated', names } : undefined;
}

function fieldsOf(secret: Secret, key: string): readonly FieldError[] {
  const overrides = Object.entries(secret.environmentOverrides ?? {});
  return [
    ...problem(`${key}.name`, flawOfName(secret.name)),
    ...problem(`${key}.value`, secret.value === '' ? tooShort : flawOfValue(secret.value)),
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

function repeatedNames(secrets: readonly Secret[]): readonly string[] {
  const names = secrets.map(({ name }) => name);
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}
