import { useState } from 'react';
import type { Answer } from '../../api/call.ts';
import { useChange } from '../../api/use-change.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { ShownOnce } from '../../ui/shown-once.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { When } from '../../ui/when.tsx';

/** Makes a link by which somebody sets another password, to be handed over to them. */
export function ResetPassword({
  email: known = '',
  onClose,
}: {
  /** Whose password; asked for where nobody was chosen. */
  readonly email?: string;
  readonly onClose: () => void;
}) {
  const [email, setEmail] = useState(known);
  const [made, setMade] = useState<Answer<'createPasswordReset'>>();
  const create = useChange('createPasswordReset', {
    refreshes: ['listAuditEvents'],
    onDone: setMade,
  });
  if (made !== undefined) {
    return (
      <ShownOnce
        title={`Link for ${email}`}
        advice="It is shown this once. Hand it over where nobody else reads it: whoever opens it sets the password."
        secret={made.url}
        onClose={onClose}
      >
        <p>
          It works once, and ends <When at={made.expiresAt} />. Whoever is signed in with the
          account is signed out by it.
        </p>
      </ShownOnce>
    );
  }
  return (
    <FormDialog
      title="Reset a password"
      onClose={onClose}
      error={create.error}
      onSubmit={() => create.mutate({ body: { email: email.trim() } })}
      submit="Make the link"
      isPending={create.isPending}
    >
      <p>
        Makes a link by which somebody sets another password. Make sure that you talk to the right
        person: the audit log says that you made it.
      </p>

      <TextField
        name="email"
        type="email"
        label="E-mail address"
        hint="With which they sign in."
        isRequired
        autoFocus={known === ''}
        isReadOnly={known !== ''}
        value={email}
        onChange={setEmail}
      />
    </FormDialog>
  );
}
