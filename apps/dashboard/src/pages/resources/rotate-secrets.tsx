import type { SecretRotation } from '@kontor/protocol';
import type { Resource } from '@kontor/protocol/kontor';
import { useState } from 'react';
import { useChange } from '../../api/use-change.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Note } from '../../ui/note.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { resourceReads } from './use-resource.ts';

/** The longest that a provider can be asked to keep old secrets. @see spec/partner-api.md §15.1 */
const MAX_HOURS = 720;

/** Asks the provider for new secrets, and how long the old ones are still needed. */
export function RotateSecrets({
  team,
  resource,
  offer,
  onClose,
}: {
  readonly team: string;
  readonly resource: Resource;
  readonly offer: SecretRotation;
  readonly onClose: () => void;
}) {
  const [reason, setReason] = useState('');
  const [hours, setHours] = useState('');
  const rotate = useChange('rotateTeamResourceSecrets', {
    refreshes: resourceReads,
    onDone: onClose,
  });
  const { maxDelayHours = MAX_HOURS, customRotationWarning } =
    typeof offer === 'object' ? offer : {};
  const submit = () =>
    rotate.mutate({
      params: { team, resource: resource.id },
      body: {
        ...(reason.trim() === '' ? {} : { reason }),
        ...(hours.trim() === '' ? {} : { delayOldSecretsExpirationHours: Number(hours) }),
      },
    });
  return (
    <FormDialog
      title="Get new secrets"
      onClose={onClose}
      error={rotate.error}
      onSubmit={submit}
      submit="Get new secrets"
      isPending={rotate.isPending}
    >
      {customRotationWarning !== undefined && <Note tone="warn">{customRotationWarning}</Note>}
      {resource.connectionCount > 0 && (
        <p>
          The variables of connected projects change as soon as the new secrets are here.
          Deployments that run keep the old ones until they are built anew.
        </p>
      )}
      <TextField
        name="delayOldSecretsExpirationHours"
        label="Hours for which the old ones go on working"
        hint={`At most ${maxDelayHours}. Without any they stop at once.`}
        inputMode="decimal"
        value={hours}
        onChange={setHours}
      />
      <TextField
        name="reason"
        label="Reason"
        hint="The provider and your team can read it."
        value={reason}
        onChange={setReason}
      />
    </FormDialog>
  );
}
