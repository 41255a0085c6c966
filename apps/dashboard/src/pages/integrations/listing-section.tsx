import type { Integration } from '@kontor/protocol/kontor';
import { useState } from 'react';
import { useChange } from '../../api/use-change.ts';
import { useMay } from '../../shell/use-team.ts';
import { Button } from '../../ui/button.tsx';
import { Facts } from '../../ui/facts.tsx';
import { ListingBadge } from '../../ui/listing-badge.tsx';
import { Note, ProblemNote } from '../../ui/note.tsx';
import { Section } from '../../ui/page.tsx';
import { When } from '../../ui/when.tsx';
import { useIntegrationParams } from './integration-frame.tsx';
import { SubmitListing } from './submit-listing.tsx';

const refreshes = ['getIntegration', 'listIntegrations', 'listTeamCatalog'] as const;

/** Whether everybody finds the integration, and the way into the catalogue and out of it. */
export function ListingSection({ integration }: { readonly integration: Integration }) {
  const { listing } = integration;
  const may = useMay();
  return (
    <Section
      title="Catalogue"
      actions={may('integration:manage') && <Move integration={integration} />}
    >
      {listing.state === 'submitted' && (
        <Note>
          Whoever runs this host looks at it. Until they have decided, only your team finds it.
        </Note>
      )}
      {(listing.state === 'refused' || listing.state === 'unlisted') && (
        <Note tone="bad">
          {listing.state === 'refused' ? 'It was refused' : 'It was taken out of the catalogue'}:{' '}
          {listing.reason} Those who have it installed keep it. Mend that, and submit it again.
        </Note>
      )}
      <Facts
        facts={[
          {
            name: 'State',
            value: (
              <>
                <ListingBadge state={listing.state} /> <When at={listing.since} />
              </>
            ),
          },
          { name: 'Category', value: integration.category },
          { name: 'Short description', value: integration.shortDescription },
          { name: 'Developer', value: integration.developer },
          {
            name: 'Bills',
            value: integration.billsPerInstallation ? 'Each installation' : 'Each resource',
          },
          { name: 'Registered', value: <When at={integration.createdAt} /> },
        ]}
      />
    </Section>
  );
}

function Move({ integration: { listing } }: { readonly integration: Integration }) {
  const params = useIntegrationParams();
  const [isAsking, setAsking] = useState(false);
  const submit = useChange('submitListing', { refreshes });
  const withdraw = useChange('withdrawListing', { refreshes });
  const { state, needsApproval } = listing;
  return (
    <>
      <ProblemNote error={submit.error ?? withdraw.error} />
      {state === 'listed' || state === 'submitted' ? (
        <Button isPending={withdraw.isPending} onPress={() => withdraw.mutate({ params })}>
          {state === 'listed' ? 'Take out of the catalogue' : 'Take the submission back'}
        </Button>
      ) : (
        <Button
          isPending={submit.isPending}
          onPress={() => (needsApproval ? setAsking(true) : submit.mutate({ params, body: {} }))}
        >
          {needsApproval ? 'Submit for approval' : 'Publish'}
        </Button>
      )}
      {isAsking && <SubmitListing refreshes={refreshes} onClose={() => setAsking(false)} />}
    </>
  );
}
