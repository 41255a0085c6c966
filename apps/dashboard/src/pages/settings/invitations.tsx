import type { Invitation } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { read } from '../../api/read.ts';
import { useChange } from '../../api/use-change.ts';
import { useTeamSlug } from '../../shell/use-team.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ProblemNote } from '../../ui/note.tsx';
import { Section } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { RowActions } from '../../ui/row-actions.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { When } from '../../ui/when.tsx';
import { labelOf } from './roles.ts';

/** Who was asked into the team and has not come yet. */
export function Invitations({ mayManage }: { readonly mayManage: boolean }) {
  const team = useTeamSlug();
  const invitations = useQuery(read('listInvitations', { params: { team } }));
  const [ending, setEnding] = useState<Invitation>();
  const again = useChange('createInvitation', { refreshes: ['listInvitations'] });
  if (invitations.data?.invitations.length === 0) return null;
  const actions: Column<Invitation> = {
    name: 'Actions',
    cell: (invitation) => (
      <RowActions>
        {invitation.isExpired ? (
          <Button
            look="quiet"
            aria-label={`Invite ${invitation.email} again`}
            isPending={again.isPending}
            onPress={() =>
              again.mutate({
                params: { team },
                body: { email: invitation.email, role: invitation.role },
              })
            }
          >
            Invite again
          </Button>
        ) : (
          <CopyButton
            look="quiet"
            name="Copy link"
            about={invitation.email}
            text={invitation.url}
          />
        )}
        <Button
          look="quiet"
          aria-label={`Take back the invitation of ${invitation.email}`}
          onPress={() => setEnding(invitation)}
        >
          Take back
        </Button>
      </RowActions>
    ),
  };
  return (
    <Section title="Invitations">
      <ProblemNote error={again.error} />
      <QueryView query={invitations}>
        {({ invitations: rows }) => (
          <Table
            label="Invitations"
            rows={rows}
            keyOf={({ id }) => id}
            columns={[
              { name: 'E-mail address', cell: ({ email }) => email },
              { name: 'Role', cell: ({ role }) => labelOf(role) },
              { name: 'Invited by', cell: ({ invitedBy }) => invitedBy },
              {
                name: 'Good until',
                cell: ({ expiresAt, isExpired }) =>
                  isExpired ? <Badge tone="warn">Over</Badge> : <When at={expiresAt} />,
              },
              { name: 'Mail', cell: ({ mail }) => <MailState mail={mail} /> },
              ...(mayManage ? [actions] : []),
            ]}
          />
        )}
      </QueryView>
      {ending && <TakeBack invitation={ending} onClose={() => setEnding(undefined)} />}
    </Section>
  );
}

function MailState({ mail }: Pick<Invitation, 'mail'>) {
  switch (mail) {
    case 'off':
      return <span className="text-muted">None: hand the link over</span>;
    case 'waiting':
      return <span className="text-muted">On its way</span>;
    case 'sent':
      return <span>Sent</span>;
    case 'failed':
      return <Badge tone="bad">Not delivered: hand the link over</Badge>;
  }
}

function TakeBack({
  invitation: { id, email },
  onClose,
}: {
  readonly invitation: Invitation;
  readonly onClose: () => void;
}) {
  const team = useTeamSlug();
  const end = useChange('deleteInvitation', { refreshes: ['listInvitations'], onDone: onClose });
  return (
    <Confirm
      title="Take an invitation back"
      action="Take back"
      error={end.error}
      isPending={end.isPending}
      onClose={onClose}
      onConfirm={() => end.mutate({ params: { team, invitation: id } })}
    >
      <p>The link that {email} has leads nowhere any more. You can invite them again.</p>
    </Confirm>
  );
}
