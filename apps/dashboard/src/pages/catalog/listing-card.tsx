import type { Listing } from '@kontor/protocol/kontor';
import { Link } from '@tanstack/react-router';
import { useTeamSlug } from '../../shell/use-team.ts';
import { Badge } from '../../ui/badge.tsx';
import { Logo } from '../../ui/logo.tsx';

/** An integration among others. */
export function ListingCard({
  listing,
  isInstalled,
}: {
  readonly listing: Listing & { readonly isListed: boolean };
  readonly isInstalled: boolean;
}) {
  const team = useTeamSlug();
  return (
    <Link
      to="/t/$team/catalog/$integration"
      params={{ team, integration: listing.slug }}
      className="flex w-full min-w-0 flex-col gap-2 rounded-lg border border-line bg-surface p-4 no-underline hover:bg-hover"
    >
      <span className="flex items-center gap-3">
        <Logo url={listing.details.logoUrl} name={listing.name} />
        <span className="min-w-0">
          <span className="block truncate font-semibold">{listing.name}</span>
          <span className="block truncate text-muted">{listing.developer}</span>
        </span>
      </span>
      <span className="line-clamp-3">{listing.shortDescription}</span>
      <span className="mt-auto flex flex-wrap gap-2">
        <Badge>{listing.category}</Badge>
        {!listing.isListed && <Badge tone="warn">Only for your team</Badge>}
        {isInstalled && <Badge tone="good">Installed</Badge>}
      </span>
    </Link>
  );
}
