import type { Installation, Listing } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { read } from '../../api/read.ts';
import { useMay, useSuspension } from '../../shell/use-team.ts';
import { Abilities } from '../../ui/abilities.tsx';
import { buttonLook } from '../../ui/button.tsx';
import { GuideList } from '../../ui/guide-list.tsx';
import { Note } from '../../ui/note.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Documents } from './documents.tsx';
import { OfferedProduct } from './offered-product.tsx';
import { useInstalled } from './use-installed.ts';

/** What an integration is, what it costs and what it may do, before and after it is installed. */
export function ListingPage() {
  const { team, integration } = useParams({ from: '/t/$team/catalog/$integration' });
  const listing = useQuery(read('getTeamListing', { params: { team, integration } }));
  const { installed, isKnown } = useInstalled(team, listing.data?.integration.id);
  return (
    <QueryView query={listing} rows={5}>
      {({ integration: shown }) => (
        <Page
          title={shown.name}
          above={
            <Link to="/t/$team/catalog" params={{ team }} className="text-accent underline">
              Catalogue
            </Link>
          }
          lead={
            <>
              {shown.shortDescription} <span className="block">By {shown.developer}.</span>
            </>
          }
          actions={isKnown && <Actions listing={shown} installed={installed} team={team} />}
        >
          {!shown.isListed && (
            <Note tone="warn">
              It is not in the catalogue: only your team finds it here.
              {installed === undefined ? '' : ' What you have of it goes on.'}
            </Note>
          )}
          {installed !== undefined && <InstalledNote installed={installed} team={team} />}
          {shown.overview !== '' && (
            <p className="max-w-prose whitespace-pre-line">{shown.overview}</p>
          )}
          <Section title="Products">
            <div className="grid gap-3">
              {shown.products.map((product) => (
                <OfferedProduct key={product.id} listing={shown} product={product} team={team} />
              ))}
            </div>
          </Section>
          <HowToUse listing={shown} />
          <Abilities title="What it will be able to do" listing={shown} />
          <Documents listing={shown} />
        </Page>
      )}
    </QueryView>
  );
}

/** What the provider tells those who write code, as it is; the command prints the same. */
function HowToUse({ listing }: { readonly listing: Listing }) {
  const told = listing.products.filter(
    ({ details: { guides = [], snippets = [] } }) => guides.length + snippets.length > 0,
  );
  if (told.length === 0) return null;
  return (
    <Section title="How to use it">
      <p className="text-muted">
        Written by {listing.developer}. For a coding agent: <code>kontor guide {listing.slug}</code>
      </p>
      {told.map((product) => (
        <GuideList key={product.id} product={product} />
      ))}
    </Section>
  );
}

type Shown = { readonly team: string; readonly installed: Installation };

function InstalledNote({ team, installed }: Shown) {
  return (
    <Note>
      {installed.lifecycle === 'installed'
        ? 'Your team has installed it.'
        : 'It is being installed.'}{' '}
      <Link
        to="/t/$team/installations/$installation"
        params={{ team, installation: installed.id }}
        className="text-accent underline"
      >
        Go to the installation
      </Link>
    </Note>
  );
}

function Actions({
  listing,
  installed,
  team,
}: {
  readonly listing: Listing;
  readonly installed: Installation | undefined;
  readonly team: string;
}) {
  const may = useMay();
  const suspension = useSuspension();
  const [first] = listing.products;
  if (first === undefined) return null;
  if (!may(installed === undefined ? 'installation:manage' : 'resource:write')) {
    return (
      installed === undefined && (
        <p className="text-muted">
          {suspension === undefined
            ? 'An owner of the team can install it.'
            : 'Nothing can be installed while the team is suspended.'}
        </p>
      )
    );
  }
  return (
    <Link
      to="/t/$team/catalog/$integration/new"
      params={{ team, integration: listing.slug }}
      className={buttonLook('primary')}
    >
      {installed === undefined ? 'Install' : 'New resource'}
    </Link>
  );
}
