import type { Integration } from '@kontor/protocol/kontor';
import { useState } from 'react';
import { useChange } from '../../api/use-change.ts';
import { useMay } from '../../shell/use-team.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
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

function Move({ integration }: { readonly integration: Integration }) {
  const params = useIntegrationParams();
  const [asked, setAsked] = useState<'submit' | 'take-out'>();
  const onClose = () => setAsked(undefined);
  const submit = useChange('submitListing', { refreshes });
  const withdraw = useChange('withdrawListing', { refreshes });
  const { state, needsApproval } = integration.listing;
  return (
    <>
      <ProblemNote error={submit.error ?? withdraw.error} />
      {state === 'listed' && (
        <Button onPress={() => setAsked('take-out')}>Take out of the catalogue</Button>
      )}
      {state === 'submitted' && (
        <Button isPending={withdraw.isPending} onPress={() => withdraw.mutate({ params })}>
          Take the submission back
        </Button>
      )}
      {state !== 'listed' && state !== 'submitted' && (
        <Button
          isPending={submit.isPending}
          onPress={() => (needsApproval ? setAsked('submit') : submit.mutate({ params, body: {} }))}
        >
          {needsApproval ? 'Submit for approval' : 'Publish'}
        </Button>
      )}
      {asked === 'submit' && <SubmitListing refreshes={refreshes} onClose={onClose} />}
      {asked === 'take-out' && <TakeOut integration={integration} onClose={onClose} />}
    </>
  );
}

function TakeOut({
  integration: { name, listing },
  onClose,
}: {
  readonly integration: Integration;
  readonly onClose: () => void;
}) {
  const params = useIntegrationParams();
  const withdraw = useChange('withdrawListing', { refreshes, onDone: onClose });
  return (
    <Confirm
      title={`Take ${name} out of the catalogue`}
      action="Take it out"
      error={withdraw.error}
      isPending={withdraw.isPending}
      onConfirm={() => withdraw.mutate({ params })}
      onClose={onClose}
    >
      <p>
        Nobody but your team finds or installs it any more. Those who have it installed keep it,
        with everything in it.
      </p>
      <p>
        {listing.needsApproval
          ? 'To be in the catalogue again, it has to be approved again.'
          : 'You can publish it again at any time.'}
      </p>
    </Confirm>
  );
}
