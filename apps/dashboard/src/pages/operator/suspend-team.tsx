import type { OperatedTeam } from '@kontor/protocol/kontor';
import { useState } from 'react';
import { useChange } from '../../api/use-change.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';

const refreshes = ['getOperatedTeam', 'listOperatedTeams'] as const;
type Props = { readonly team: OperatedTeam; readonly onClose: () => void };

/** Stops a team for a reason that it reads. */
export function SuspendTeam({ team, onClose }: Props) {
  const [reason, setReason] = useState('');
  const suspend = useChange('suspendTeam', { refreshes, onDone: onClose });
  return (
    <FormDialog
      title={`Suspend ${team.name}`}
      onClose={onClose}
      error={suspend.error}
      onSubmit={() => suspend.mutate({ params: { team: team.id }, body: { reason } })}
      submit="Suspend"
      isDangerous
      isPending={suspend.isPending}
    >
      <p>
        The team reads everything and pays what it owes, and changes nothing else. What runs keeps
        running; providers are not told.
      </p>

      <TextField
        name="reason"
        label="Reason"
        hint="The team reads it with everything that is refused."
        isRequired
        isLong
        autoFocus
        maxLength={1024}
        value={reason}
        onChange={setReason}
      />
    </FormDialog>
  );
}

/** Lets a suspended team do everything again. */
export function ResumeTeam({ team, onClose }: Props) {
  const resume = useChange('resumeTeam', { refreshes, onDone: onClose });
  return (
    <Confirm
      title={`Lift the suspension of ${team.name}`}
      action="Lift it"
      error={resume.error}
      isPending={resume.isPending}
      onConfirm={() => resume.mutate({ params: { team: team.id } })}
      onClose={onClose}
    >
      It was suspended for: {team.suspension?.reason}. From now on it can change everything again.
    </Confirm>
  );
}
