import type { OperationKind, UnfinishedOperation } from '@kontor/protocol/kontor';
import { useState } from 'react';
import { useChange } from '../../api/use-change.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Note } from '../../ui/note.tsx';
import { TextField } from '../../ui/text-field.tsx';

const leaves: Readonly<Record<OperationKind, string>> = {
  install: 'The installation has failed, and its credential ends. The team can install again.',
  'update-installation': 'The installation keeps the plan that it has here.',
  'renew-installation': 'The policies count as not accepted. The team can accept them again.',
  uninstall: 'The integration stays installed. The team can uninstall it again.',
  provision: 'The resource has failed. The team can try again.',
  'update-resource': 'The resource stays here as it was.',
  'delete-resource': 'The resource stays. The team can delete it again.',
  'rotate-secrets': 'The secrets that are known here stay.',
  'provision-purchase':
    'The purchase counts as unclear: it is not credited, and no money goes back by itself.',
  'remove-leftover': 'What was found at the provider may still be there.',
};

/** Ends an operation by hand, after saying what that leaves behind. */
export function GiveUp({
  operation: { id, kind, mayHaveHappened, team, integration },
  onClose,
}: {
  readonly operation: UnfinishedOperation;
  readonly onClose: () => void;
}) {
  const [reason, setReason] = useState('');
  const giveUp = useChange('giveUpOperation', {
    refreshes: ['listUnfinishedOperations', 'listProviderHealth'],
    onDone: onClose,
  });
  return (
    <FormDialog
      title={`Give up: ${kind.replaceAll('-', ' ')} of ${team.slug}`}
      onClose={onClose}
      error={giveUp.error}
      onSubmit={() => giveUp.mutate({ params: { operation: id }, body: { reason } })}
      submit="Give up"
      isDangerous
      isPending={giveUp.isPending}
    >
      <p>{leaves[kind]}</p>
      {mayHaveHappened && (
        <Note tone="warn">
          {integration.name} may have done it although no answer said so. It is not asked any more,
          and nothing there is undone: ask whoever runs it first.
        </Note>
      )}

      <TextField
        name="reason"
        label="Reason"
        hint="The team reads it."
        isRequired
        autoFocus
        value={reason}
        onChange={setReason}
      />
    </FormDialog>
  );
}
