import { useState } from 'react';
import { useChange } from '../../api/use-change.ts';
import { useTeamSlug } from '../../shell/use-team.ts';
import { toldGroups } from '../../ui/deliveries/told-groups.ts';
import { toldTypes } from '../../ui/deliveries/told-types.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { GroupedChoices } from '../../ui/grouped-choices.tsx';
import { TextField } from '../../ui/text-field.tsx';

/** Asks for the address of a webhook and what it is to be told. */
export function WebhookDialog({
  onMade,
  onClose,
}: {
  /** Given the secret, which is shown this once. */
  readonly onMade: (secret: string) => void;
  readonly onClose: () => void;
}) {
  const team = useTeamSlug();
  const [url, setUrl] = useState('');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const make = useChange('createWebhook', {
    refreshes: ['listWebhookReceivers'],
    onDone: ({ secret }) => onMade(secret),
  });
  return (
    <FormDialog
      title="New webhook"
      isWide
      onClose={onClose}
      error={make.error}
      onSubmit={() =>
        make.mutate({
          params: { team },
          body: { url, events: toldTypes.filter((type) => chosen.includes(type)) },
        })
      }
      submit="Make webhook"
      isPending={make.isPending}
    >
      <TextField
        name="url"
        label="Address"
        placeholder="https://"
        isRequired
        autoFocus
        value={url}
        onChange={setUrl}
      />
      <GroupedChoices
        name="events"
        label="Tell it of"
        groups={toldGroups}
        value={chosen}
        onChange={setChosen}
      />
    </FormDialog>
  );
}
