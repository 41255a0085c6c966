import type { Member } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { read } from '../../api/read.ts';
import { useChange } from '../../api/use-change.ts';
import { TeamSubPages } from '../../shell/team-sub-pages.tsx';
import { useOpen, useOpenAbout } from '../../shell/use-open.ts';
import { useMay, useMaySee, useMe, useTeamSlug } from '../../shell/use-team.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { RowActions } from '../../ui/row-actions.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { When } from '../../ui/when.tsx';
import { Invitations } from './invitations.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { LostAccounts } from './lost-accounts.tsx';
import { MemberDialog } from './member-dialog.tsx';
import { labelOf } from './roles.ts';

/** The people of a team, and what each may do. */
export function MembersPage() {
  const team = useTeamSlug();
  const mayManage = useMay()('member:manage');
  const maySee = useMaySee();
  const me = useMe().data?.person.id;
  const members = useQuery(read('listMembers', { params: { team } }));
  const [isInviting, setInviting] = useOpen('invite', 'member:manage');
  const [isAdding, setAdding] = useOpen('add-member', 'member:manage');
  const about = { action: 'member:manage', among: members.data?.members, keyOf: idOf } as const;
  const [changing, setChanging, endChanging] = useOpenAbout('change-role', about);
  const [removing, setRemoving, endRemoving] = useOpenAbout('remove-member', about);
  const actions: Column<Member> = {
    name: 'Actions',
    cell: (member) => (
      <RowActions>
        <Button
          look="quiet"
          aria-label={`Change role of ${member.name}`}
          onPress={() => setChanging(member)}
        >
          Change role
        </Button>
        <Button
          look="quiet"
          aria-label={`Remove ${member.name}`}
          onPress={() => setRemoving(member)}
        >
          Remove
        </Button>
      </RowActions>
    ),
  };
  return (
    <Page
      title="Members"
      actions={
        mayManage && (
          <>
            <Button onPress={() => setAdding(true)}>Add a member</Button>
            <Button look="primary" onPress={() => setInviting(true)}>
              Invite somebody
            </Button>
          </>
        )
      }
    >
      <TeamSubPages area="Settings" />
      <QueryView query={members}>
        {({ members: rows }) => (
          <Table
            label="Members"
            rows={rows}
            keyOf={({ userId }) => userId}
            columns={[
              {
                name: 'Name',
                cell: ({ name, userId }) => (userId === me ? `${name} (you)` : name),
              },
              { name: 'E-mail address', cell: ({ email }) => email },
              {
                name: 'Role',
                cell: ({ role }) => labelOf(role),
              },
              { name: 'Joined', cell: ({ joinedAt }) => <When at={joinedAt} /> },
              ...(mayManage ? [actions] : []),
            ]}
          />
        )}
      </QueryView>
      {maySee('member:manage') && <Invitations mayManage={mayManage} />}
      {isInviting && <InviteDialog onClose={() => setInviting(false)} />}
      {isAdding && <MemberDialog onClose={() => setAdding(false)} />}
      {changing && <MemberDialog key={changing.userId} member={changing} onClose={endChanging} />}
      {removing && <RemoveMember member={removing} onClose={endRemoving} />}
    </Page>
  );
}

function idOf({ userId }: Member): string {
  return userId;
}

function RemoveMember({
  member: { userId, name },
  onClose,
}: {
  readonly member: Member;
  readonly onClose: () => void;
}) {
  const team = useTeamSlug();
  const remove = useChange('removeMember', {
    refreshes: ['listMembers', 'getMe', 'listInstallations'],
    onDone: onClose,
  });
  return (
    <Confirm
      title={`Remove ${name}`}
      action="Remove member"
      error={remove.error}
      isPending={remove.isPending}
      onClose={onClose}
      onConfirm={() => remove.mutate({ params: { team, user: userId } })}
    >
      <p>
        {name} can no longer see or change anything of this team, and tokens limited to it stop
        working. What {name} installed stays.
      </p>
      <LostAccounts of={userId} name={name} />
    </Confirm>
  );
}
