import type { Listing } from '@kontor/protocol/kontor';
import { CheckboxChoices } from './checkbox-choices.tsx';

/** The terms that whoever installs accepts for the team, each by its own. */
export function Policies({
  listing,
  accepted,
  onChange,
}: {
  readonly listing: Listing;
  readonly accepted: readonly string[];
  readonly onChange: (accepted: string[]) => void;
}) {
  const documents = [
    ['Terms of use', listing.eulaUrl],
    ['Privacy', listing.privacyUrl],
  ].filter((document): document is [string, string] => /^https?:\/\//.test(document[1] ?? ''));
  return (
    <div className="flex flex-col gap-1 rounded-lg border border-line bg-surface p-4">
      <CheckboxChoices
        name="acceptedPolicies"
        label="I accept, for the team,"
        choices={listing.policies.map((policy) => ({
          value: policy,
          label: wordOf(policy, listing.developer),
        }))}
        value={[...accepted]}
        onChange={onChange}
      />
      {documents.length > 0 && (
        <p className="flex flex-wrap gap-4">
          {documents.map(([name, href]) => (
            <a
              key={name}
              href={href}
              target="_blank"
              rel="noreferrer"
              className="text-accent underline"
            >
              {name} of {listing.developer}
            </a>
          ))}
        </p>
      )}
    </div>
  );
}

function wordOf(policy: string, developer: string): string {
  if (policy === 'toc') return 'the terms of this marketplace';
  if (policy === 'eula') return `the terms of use of ${developer}`;
  return policy === 'privacy' ? `the privacy policy of ${developer}` : policy;
}
