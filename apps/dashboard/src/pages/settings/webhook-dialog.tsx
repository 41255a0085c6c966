import { useChange } from '../../api/use-change.ts';
import { useTeamSlug } from '../../shell/use-team.ts';
import { toldGroups } from '../../ui/deliveries/told-groups.ts';
import { toldTypes } from '../../ui/deliveries/told-types.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { GroupedChoices } from '../../ui/grouped-choices.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { draftName, forgetDraft, useDraft } from '../../ui/use-draft.ts';

type Draft = { readonly url: string; readonly chosen: readonly string[] };

/** Asks for the address of a webhook and what it is to be told. What is typed stays until the webhook is there. */
export function WebhookDialog({
  onMade,
  onClose,
}: {
  /** Given the secret, which is shown this once. */
  readonly onMade: (secret: string) => void;
  readonly onClose: () => void;
}) {
  const team = useTeamSlug();
  const name = draftName(team, 'webhook');
  const { draft, change } = useDraft<Draft>(name, { url: '', chosen: [] });
  const make = useChange('createWebhook', {
    refreshes: ['listWebhookReceivers'],
    onDone: ({ secret }) => {
      forgetDraft(name);
      onMade(secret);
    },
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
          body: {
            url: draft.url,
            events: toldTypes.filter((type) => draft.chosen.includes(type)),
          },
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
        value={draft.url}
        onChange={(url) => change({ url })}
      />
      <GroupedChoices
        name="events"
        label="Tell it of"
        groups={toldGroups}
        value={draft.chosen}
        onChange={(chosen) => change({ chosen })}
      />
    </FormDialog>
  );
}
