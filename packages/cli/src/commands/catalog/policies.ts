import type { Listing } from '@kontor/protocol/kontor';
import { CliError } from '../../cli-error.ts';
import { exitCode } from '../../exit-code.ts';
import { flag, list } from '../../inputs.ts';
import { steps } from '../../next/steps.ts';
import type { Session } from '../../session.ts';

/** The options with which terms are accepted; `--yes` never does. */
export const acceptOptions = {
  accept: list('terms', 'Accept these terms, as `catalog show` names them: toc,privacy,eula.'),
  acceptAll: flag('Accept all terms of the integration. You should have read them.'),
};
export type Acceptance = { readonly accept: readonly string[]; readonly acceptAll: boolean };

/** What has to be accepted to install an integration, a line each with the page to read. */
export function policyLines({ policies, ...listing }: Listing): string[] {
  return policies.map((policy) => `${policy}: ${pageOf(policy, listing)}`);
}

/**
 * The terms that a person accepts now: by options, or by saying so after seeing them. Refuses when
 * some are left.
 */
export async function acceptedPolicies(
  { ask, note }: Pick<Session, 'ask' | 'note'>,
  listing: Listing,
  { accept, acceptAll }: Acceptance,
): Promise<readonly string[]> {
  const { policies, name } = listing;
  const unknown = accept.filter((policy) => !policies.includes(policy));
  if (unknown.length > 0) throw unknownPolicies(unknown, listing);
  if (acceptAll) return policies;
  const missing = policies.filter((policy) => !accept.includes(policy));
  if (missing.length === 0) return policies;
  if (!ask.canAsk) throw notAccepted(listing, missing);
  for (const line of policyLines({ ...listing, policies: missing })) note(line);
  const isAgreed = await ask.isAgreed({
    message: `Do you accept these terms of ${name}?`,
    instead: `--accept ${policies.join(',')}`,
  });
  if (!isAgreed) throw notAccepted(listing, missing);
  return policies;
}

function pageOf(policy: string, { eulaUrl, privacyUrl }: Omit<Listing, 'policies'>): string {
  switch (policy) {
    case 'toc':
      return 'the terms of this marketplace';
    case 'eula':
      return `the licence agreement, ${eulaUrl ?? 'no page stated'}`;
    case 'privacy':
      return `the privacy policy, ${privacyUrl ?? 'no page stated'}`;
    default:
      return 'terms that this command does not know';
  }
}

function notAccepted(listing: Listing, missing: readonly string[]) {
  return new CliError({
    code: 'policies_not_accepted',
    exitCode: exitCode.wrongUsage,
    message: `To install ${listing.name}, accept its terms with --accept, or with --accept-all.`,
    details: policyLines({ ...listing, policies: [...missing] }),
    next: [steps.answer('--accept', listing.policies.join(','))],
    facts: { missing, eulaUrl: listing.eulaUrl, privacyUrl: listing.privacyUrl },
  });
}

function unknownPolicies(unknown: readonly string[], { name, policies }: Listing) {
  return new CliError({
    code: 'wrong_usage',
    exitCode: exitCode.wrongUsage,
    message: `${name} has no terms called ${unknown.join(', ')}. It has: ${policies.join(', ') || 'none'}.`,
    facts: { policies },
  });
}
