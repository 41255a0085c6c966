import type { Listing } from '@kontor/protocol/kontor';
import { Section } from '../../ui/page.tsx';

/** Where to read on: the provider's own pages. */
export function Documents({ listing }: { readonly listing: Listing }) {
  const { details } = listing;
  const links = [
    ['Website', listing.websiteUrl],
    ['Documentation', details.documentationUrl],
    ['Support', details.supportUrl],
    ['Terms of use', listing.eulaUrl],
    ['Privacy', listing.privacyUrl],
  ].filter((link): link is [string, string] => /^https?:\/\//.test(link[1] ?? ''));
  if (links.length === 0 && details.supportEmail === undefined) return null;
  return (
    <Section title="Documents and help">
      <ul className="flex flex-wrap gap-x-6 gap-y-2">
        {links.map(([name, href]) => (
          <li key={name}>
            <a href={href} target="_blank" rel="noreferrer" className="text-accent underline">
              {name}
            </a>
          </li>
        ))}
        {details.supportEmail !== undefined && (
          <li>
            <a href={`mailto:${details.supportEmail}`} className="text-accent underline">
              {details.supportEmail}
            </a>
          </li>
        )}
      </ul>
    </Section>
  );
}
