import type { Member } from '@kontor/protocol/kontor';
import { useState } from 'react';
import { foresee } from '../../api/foresee.ts';
import { useChange } from '../../api/use-change.ts';
import { useTeamSlug } from '../../shell/use-team.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { LostAccounts } from './lost-accounts.tsx';
import { managesInstallations, type Role, roleOf, roles } from './roles.ts';

/** Brings somebody into the team, or gives a member another role. */
export function MemberDialog({
  member,
  onClose,
}: {
  readonly member?: Member;
  readonly onClose: () => void;
}) {
  const team = useTeamSlug();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>(member?.role ?? 'member');
  const options = { refreshes: ['listMembers', 'getMe'], onDone: onClose } as const;
  const add = useChange('addMember', options);
  const update = useChange('updateMember', {
    ...options,
    foresees: ({ params: { user }, body }) => [
      foresee('listMembers', ({ members }) => ({
        members: members.map((each) => (each.userId === user ? { ...each, ...body } : each)),
      })),
    ],
  });
  const { error, isPending } = member === undefined ? add : update;
  const save = () =>
    member === undefined
      ? add.mutate({ params: { team }, body: { email, role } })
      : update.mutate({ params: { team, user: member.userId }, body: { role } });
  return (
    <FormDialog
      title={member === undefined ? 'Add a member' : `Role of ${member.name}`}
      // what it changes is shown already; when that is refused it is here again, and says why
      isOpen={!update.isPending}
      onClose={onClose}
      error={error}
      onSubmit={save}
      submit={member === undefined ? 'Add member' : 'Save'}
      isPending={isPending}
    >
      {member === undefined && (
        <TextField
          name="email"
          label="E-mail address"
          hint="Of somebody who has an account here."
          type="email"
          isRequired
          autoFocus
          value={email}
          onChange={setEmail}
        />
      )}
      <Select
        name="role"
        label="Role"
        value={role}
        choices={roles}
        onChange={(name) => setRole(roleOf(name))}
      />
      {member !== undefined && !managesInstallations(role) && (
        <LostAccounts of={member.userId} name={member.name} />
      )}
    </FormDialog>
  );
}
