import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import { useState } from 'react';
import { Input } from 'react-aria-components/Input';
import { SearchField } from 'react-aria-components/SearchField';
import { read } from '../../api/read.ts';
import { useTeamSlug } from '../../shell/use-team.ts';
import { Empty } from '../../ui/empty.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Categories } from './categories.tsx';
import { ListingCard } from './listing-card.tsx';

/** What a team can install, by words and category. What is looked for stands in the address. */
export function CatalogPage() {
  const team = useTeamSlug();
  const query = useSearch({ from: '/t/$team/catalog' });
  const navigate = useNavigate();
  const [words, setWords] = useState(query.search ?? '');
  const found = useQuery({
    ...read('listTeamCatalog', { params: { team }, query }),
    placeholderData: keepPreviousData,
  });
  const installations = useQuery(read('listInstallations', { params: { team } }));
  const installed = installations.data?.installations ?? [];
  const look = (change: { search?: string; category?: string }) =>
    void navigate({
      to: '/t/$team/catalog',
      params: { team },
      search: { ...query, ...change },
      replace: true,
    });
  return (
    <Page
      title="Catalogue"
      lead="What providers run for you. Install an integration once, then make as many resources of it as you need."
    >
      <SearchField
        aria-label="Search the catalogue"
        // an address changes a moment later than what is typed
        value={words}
        onChange={(search) => {
          setWords(search);
          look({ search });
        }}
        className="relative max-w-md"
      >
        <Search size={16} aria-hidden className="absolute top-2.5 left-3 text-muted" />
        <Input
          placeholder="Search by name or what it does"
          className="w-full rounded-md border border-edge bg-surface py-1.5 pr-3 pl-9 placeholder:text-muted"
        />
      </SearchField>
      <Categories chosen={query.category} onChoose={(category) => look({ category })} />
      <QueryView query={found}>
        {({ integrations }) =>
          integrations.length === 0 ? (
            <Empty title="Nothing was found">
              {query.search === undefined && query.category === undefined
                ? 'No provider has published an integration here yet. One can be registered in every team.'
                : 'Try other words, or another category.'}
            </Empty>
          ) : (
            <ul className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
              {integrations.map((listing) => (
                <li key={listing.id} className="flex">
                  <ListingCard
                    listing={listing}
                    isInstalled={installed.some(({ integration }) => integration.id === listing.id)}
                  />
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
    </Page>
  );
}
