import { useState } from 'react';
import { useChange } from '../../api/use-change.ts';
import { useTeamSlug } from '../../shell/use-team.ts';
import { Button } from '../../ui/button.tsx';
import { CheckboxChoices } from '../../ui/checkbox-choices.tsx';
import { toldTypes } from '../../ui/deliveries/told-types.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Form } from '../../ui/form.tsx';
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
    <Dialog title="New webhook" isOpen isWide onClose={onClose}>
      <Form
        error={make.error}
        onSubmit={() =>
          make.mutate({
            params: { team },
            body: { url, events: toldTypes.filter((type) => chosen.includes(type)) },
          })
        }
        actions={
          <>
            <Button onPress={onClose}>Cancel</Button>
            <Button look="primary" type="submit" isPending={make.isPending}>
              Make webhook
            </Button>
          </>
        }
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
        <CheckboxChoices
          name="events"
          label="Tell it of"
          value={[...chosen]}
          choices={toldTypes.map((type) => ({ value: type, label: type }))}
          onChange={setChosen}
        />
      </Form>
    </Dialog>
  );
}
