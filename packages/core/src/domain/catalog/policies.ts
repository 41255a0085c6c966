/** What a team accepts when it installs: the marketplace's terms, and the provider's documents. */
export type Policy = 'toc' | 'privacy' | 'eula';

type PolicyDocuments = {
  readonly privacyUrl?: string | null | undefined;
  readonly eulaUrl?: string | null | undefined;
};

/**
 * What must be accepted before an integration is installed: the marketplace's terms always, and
 * what its provider has published.
 *
 * @see spec/partner-api.md §4.2
 */
export function requiredPolicies({ privacyUrl, eulaUrl }: PolicyDocuments): readonly Policy[] {
  const policies: Policy[] = ['toc'];
  if (privacyUrl) policies.push('privacy');
  if (eulaUrl) policies.push('eula');
  return policies;
}

/** What has still to be accepted, beside the policies that were. */
export function missingPolicies(
  documents: PolicyDocuments,
  accepted: readonly string[],
): readonly Policy[] {
  return requiredPolicies(documents).filter((policy) => !accepted.includes(policy));
}
