import { fail, ok, type Result } from '../../result.ts';
import { flawsOf, type SecretsError } from './check-secrets.ts';
import { describeSecret, type Secret, type SecretDescription } from './secret.ts';

/**
 * The secrets of one resource, each name once, in order of their names. Every resource has its own.
 *
 * @see spec/concepts.md — C14
 */
export type Keyset = { readonly secrets: readonly Secret[] };

export const emptyKeyset: Keyset = { secrets: [] };

export type SecretsUpdate = {
  readonly secrets: readonly Secret[];
  /** Whether what is not listed stays. Otherwise the list is the whole new set. */
  readonly partial?: boolean | undefined;
  /** Names that go. */
  readonly removed?: readonly string[];
};

/**
 * Takes what a provider sent for a resource: at provisioning, on rotation, or by an update of its own.
 * A secret that is replaced is replaced as a whole, with its prefix and its overrides. Sending the
 * same list again changes nothing.
 *
 * @see spec/concepts.md — C18
 * @see spec/partner-api.md §5.4
 */
export function applySecrets(
  keyset: Keyset,
  { secrets, partial = false, removed = [] }: SecretsUpdate,
): Result<Keyset, SecretsError> {
  const kept = keyset.secrets
    .filter(({ name, isOfHost = false }) => (partial || isOfHost) && !removed.includes(name))
    .filter(isNotAmong(secrets));
  const fields = flawsOf(secrets, kept.length);
  if (fields.length > 0) return fail({ code: 'secrets_invalid', fields });
  return ok({ secrets: [...kept, ...secrets].sort(byName) });
}

/** What people are shown of a keyset: names and lengths, never a value. */
export function describeKeyset({ secrets }: Keyset): readonly SecretDescription[] {
  return secrets.map(describeSecret);
}

function isNotAmong(secrets: readonly Secret[]): (secret: Secret) => boolean {
  const names = new Set(secrets.map(({ name }) => name));
  return ({ name }) => !names.has(name);
}

function byName(a: Secret, b: Secret): number {
  return a.name < b.name ? -1 : 1;
}
