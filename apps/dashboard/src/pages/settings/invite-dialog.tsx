import type { Invitation } from '@kontor/protocol/kontor';
import { useState } from 'react';
import { useChange } from '../../api/use-change.ts';
import { useTeamSlug } from '../../shell/use-team.ts';
import { Address } from '../../ui/address.tsx';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Note } from '../../ui/note.tsx';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { When } from '../../ui/when.tsx';
import { type Role, roleOf, roles } from './roles.ts';

/** Asks somebody into the team, who need not have an account yet, and then shows the link. */
export function InviteDialog({ onClose }: { readonly onClose: () => void }) {
  const team = useTeamSlug();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('member');
  const [made, setMade] = useState<Invitation>();
  const invite = useChange('createInvitation', {
    refreshes: ['listInvitations'],
    onDone: ({ invitation }) => setMade(invitation),
  });
  if (made !== undefined) return <Invited invitation={made} onClose={onClose} />;
  return (
    <FormDialog
      title="Invite somebody"
      onClose={onClose}
      error={invite.error}
      onSubmit={() => invite.mutate({ params: { team }, body: { email, role } })}
      submit="Invite"
      isPending={invite.isPending}
    >
      <TextField
        name="email"
        label="E-mail address"
        hint="They join with an account of this address, or make one."
        type="email"
        isRequired
        autoFocus
        value={email}
        onChange={setEmail}
      />
      <Select
        name="role"
        label="Role"
        value={role}
        choices={roles}
        onChange={(name) => setRole(roleOf(name))}
      />
    </FormDialog>
  );
}

function Invited({
  invitation: { email, url, mail, expiresAt },
  onClose,
}: {
  readonly invitation: Invitation;
  readonly onClose: () => void;
}) {
  return (
    <Dialog title={`${email} is invited`} isOpen isWide onClose={onClose}>
      {mail === 'off' ? (
        <Note tone="warn">
          This host sends no mail. Hand the link over yourself: nobody else does.
        </Note>
      ) : (
        <p>A mail with this link is on its way. You can hand it over yourself as well.</p>
      )}
      <code className="block rounded-md border border-line bg-canvas p-3 wrap-anywhere">
        <Address>{url}</Address>
      </code>
      <p className="text-muted">
        It works once, for {email} alone, until <When at={expiresAt} />.
      </p>
      <div className="flex justify-end gap-2">
        <CopyButton text={url} name="Copy link" />
        <Button look="primary" onPress={onClose}>
          Done
        </Button>
      </div>
    </Dialog>
  );
}
