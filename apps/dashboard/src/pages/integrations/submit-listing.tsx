import { useState } from 'react';
import type { EndpointId } from '../../api/call.ts';
import { useChange } from '../../api/use-change.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useIntegrationParams } from './integration-frame.tsx';

/** Asks those who run the host to let everybody find the integration. */
export function SubmitListing({
  refreshes,
  onClose,
}: {
  readonly refreshes: readonly EndpointId[];
  readonly onClose: () => void;
}) {
  const params = useIntegrationParams();
  const [note, setNote] = useState('');
  const submit = useChange('submitListing', { refreshes, onDone: onClose });
  const told = note.trim();
  return (
    <FormDialog
      title="Submit for approval"
      onClose={onClose}
      error={submit.error}
      onSubmit={() => submit.mutate({ params, body: told === '' ? {} : { note: told } })}
      submit="Submit"
      isPending={submit.isPending}
    >
      <TextField
        name="note"
        label="For whoever decides"
        hint="What is new, or how it can be tried. It may be left empty."
        isLong
        autoFocus
        value={note}
        onChange={setNote}
      />
    </FormDialog>
  );
}
