import { useState } from 'react';
import type { Answer } from '../../api/call.ts';
import { useChange } from '../../api/use-change.ts';
import { Button } from '../../ui/button.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { ProblemNote } from '../../ui/note.tsx';
import { TextField } from '../../ui/text-field.tsx';

const refreshes = ['listListings', 'reviewListing'] as const;
type Review = Answer<'reviewListing'>;

/** Lets what was reviewed into the catalogue, or keeps it out and says why. */
export function DecideListing({ listing, revision, changes }: Review) {
  const { state, integration } = listing;
  const params = { integration: integration.id };
  const [asked, setAsked] = useState<'refuse' | 'unlist'>();
  const approve = useChange('decideListing', { refreshes });
  if (state === 'draft') return <p className="text-muted">Its provider has not submitted it.</p>;
  const isAsApproved = state === 'listed' && listing.approvedAt !== null && changes.length === 0;
  return (
    <>
      <ProblemNote error={approve.error} />
      {!isAsApproved && (
        <Button
          look="primary"
          isPending={approve.isPending}
          onPress={() => approve.mutate({ params, body: { decision: 'approve', revision } })}
        >
          {state === 'listed' ? 'Approve it as it is now' : 'Approve'}
        </Button>
      )}
      {state === 'submitted' && <Button onPress={() => setAsked('refuse')}>Refuse</Button>}
      {state === 'listed' && (
        <Button look="danger" onPress={() => setAsked('unlist')}>
          Take out
        </Button>
      )}
      {asked && <SayNo decision={asked} listing={listing} onClose={() => setAsked(undefined)} />}
    </>
  );
}

const texts = {
  refuse: { action: 'Refuse', says: 'Its provider can change it and submit it again.' },
  unlist: {
    action: 'Take out',
    says: 'Nobody finds or installs it any more. Those who have it installed keep it, with everything in it, and its provider can submit it again.',
  },
} as const;

function SayNo({
  decision,
  listing: { integration },
  onClose,
}: {
  readonly decision: 'refuse' | 'unlist';
  readonly listing: Review['listing'];
  readonly onClose: () => void;
}) {
  const [reason, setReason] = useState('');
  const decide = useChange('decideListing', { refreshes, onDone: onClose });
  const { action, says } = texts[decision];
  return (
    <FormDialog
      title={`${action}: ${integration.name}`}
      onClose={onClose}
      error={decide.error}
      onSubmit={() =>
        decide.mutate({
          params: { integration: integration.id },
          body: { decision, reason },
        })
      }
      submit={action}
      isDangerous
      isPending={decide.isPending}
    >
      <p>{says}</p>

      <TextField
        name="reason"
        label="Reason"
        hint="Its provider reads it."
        isRequired
        isLong
        autoFocus
        value={reason}
        onChange={setReason}
      />
    </FormDialog>
  );
}
