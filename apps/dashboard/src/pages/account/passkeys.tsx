import type { Passkey } from '@kontor/protocol/kontor';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { foresee } from '../../api/foresee.ts';
import { read, refresh } from '../../api/read.ts';
import { useChange } from '../../api/use-change.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Empty } from '../../ui/empty.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Section } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { RowActions } from '../../ui/row-actions.tsx';
import { Table } from '../../ui/table.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { When } from '../../ui/when.tsx';
import { deviceOf } from './device.ts';
import { canMakePasskeys, makePasskey } from './make-passkey.ts';

const refreshes = ['listPasskeys'] as const;

/** What signs a person in without a password. */
export function Passkeys() {
  const passkeys = useQuery(read('listPasskeys', {}));
  const [isMaking, setMaking] = useState(false);
  const [naming, setNaming] = useState<Passkey>();
  const [ending, setEnding] = useState<Passkey>();
  return (
    <Section
      title="Passkeys"
      actions={canMakePasskeys() && <Button onPress={() => setMaking(true)}>New passkey</Button>}
    >
      <QueryView query={passkeys}>
        {({ passkeys: rows }) =>
          rows.length === 0 ? (
            <Empty title="No passkeys">
              A passkey signs you in with your finger, face or PIN, and cannot be guessed or given
              to a false page. {!canMakePasskeys() && 'This browser cannot make one.'}
            </Empty>
          ) : (
            <Table
              label="Passkeys"
              rows={rows}
              keyOf={({ id }) => id}
              columns={[
                { name: 'Name', cell: ({ name }) => name },
                {
                  name: 'Where',
                  cell: ({ isSynced }) => (isSynced ? 'On all your devices' : 'On one device'),
                },
                { name: 'Made', cell: ({ createdAt }) => <When at={createdAt} /> },
                {
                  name: 'Last used',
                  cell: ({ lastUsedAt }) => (lastUsedAt ? <When at={lastUsedAt} /> : 'never'),
                },
                {
                  name: 'Actions',
                  cell: (passkey) => (
                    <RowActions>
                      <Button
                        look="quiet"
                        aria-label={`Rename ${passkey.name}`}
                        onPress={() => setNaming(passkey)}
                      >
                        Rename
                      </Button>
                      <Button
                        look="quiet"
                        aria-label={`Remove ${passkey.name}`}
                        onPress={() => setEnding(passkey)}
                      >
                        Remove
                      </Button>
                    </RowActions>
                  ),
                },
              ]}
            />
          )
        }
      </QueryView>
      {isMaking && <NewPasskey onClose={() => setMaking(false)} />}
      {naming && (
        <Rename
          key={naming.id}
          passkey={naming}
          // another may be under way by the time that this one is done
          onClose={() => setNaming((now) => (now === naming ? undefined : now))}
        />
      )}
      {ending && <Remove passkey={ending} onClose={() => setEnding(undefined)} />}
    </Section>
  );
}

function NewPasskey({ onClose }: { readonly onClose: () => void }) {
  const make = useMutation({
    mutationFn: makePasskey,
    onSuccess: async () => {
      await refresh(...refreshes);
      onClose();
    },
  });
  return (
    <NameDialog
      title="New passkey"
      action="Make passkey"
      name={deviceOf(navigator.userAgent)}
      hint="By which you recognise it later."
      error={make.error}
      isPending={make.isPending}
      onName={(name) => make.mutate(name)}
      onClose={onClose}
    />
  );
}

function Rename({ passkey, onClose }: { readonly passkey: Passkey; readonly onClose: () => void }) {
  const update = useChange('updatePasskey', {
    refreshes,
    onDone: onClose,
    foresees: ({ params, body }) => [
      foresee('listPasskeys', ({ passkeys }) => ({
        passkeys: passkeys.map((each) =>
          each.id === params.passkey ? { ...each, ...body } : each,
        ),
      })),
    ],
  });
  return (
    <NameDialog
      title={`Rename ${passkey.name}`}
      action="Save"
      name={passkey.name}
      error={update.error}
      isPending={false}
      // what it changes is shown already; when that is refused it is here again, and says why
      isOpen={!update.isPending}
      onName={(name) => update.mutate({ params: { passkey: passkey.id }, body: { name } })}
      onClose={onClose}
    />
  );
}

function NameDialog({
  title,
  action,
  name: given,
  hint,
  error,
  isPending,
  isOpen = true,
  onName,
  onClose,
}: {
  readonly title: string;
  readonly action: string;
  readonly name: string;
  readonly hint?: string;
  readonly error: Error | null;
  readonly isPending: boolean;
  readonly isOpen?: boolean;
  readonly onName: (name: string) => void;
  readonly onClose: () => void;
}) {
  const [name, setName] = useState(given);
  return (
    <FormDialog
      title={title}
      isOpen={isOpen}
      onClose={onClose}
      error={error}
      onSubmit={() => onName(name)}
      submit={action}
      isPending={isPending}
    >
      <TextField
        name="name"
        label="Name"
        hint={hint}
        maxLength={64}
        isRequired
        autoFocus
        value={name}
        onChange={setName}
      />
    </FormDialog>
  );
}

function Remove({ passkey, onClose }: { readonly passkey: Passkey; readonly onClose: () => void }) {
  const end = useChange('deletePasskey', { refreshes, onDone: onClose });
  return (
    <Confirm
      title={`Remove ${passkey.name}`}
      action="Remove passkey"
      error={end.error}
      isPending={end.isPending}
      onClose={onClose}
      onConfirm={() => end.mutate({ params: { passkey: passkey.id } })}
    >
      <p>
        It signs nobody in any more. Your device may still offer it: remove it there as well, among
        its passwords.
      </p>
    </Confirm>
  );
}
