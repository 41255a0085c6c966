import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Answer } from '../../api/call.ts';
import { read } from '../../api/read.ts';
import { useChange } from '../../api/use-change.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Note } from '../../ui/note.tsx';
import { Section } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Table } from '../../ui/table.tsx';
import { When } from '../../ui/when.tsx';

const LOOK_EVERY_MS = 2_000;
const refreshes = ['listKeyEncryptionKeys'] as const;
type Standing = Answer<'listKeyEncryptionKeys'>;
type Asked = 'add' | 'use';

/** What wraps the data keys of all teams, and how far a change of it is. */
export function KeyEncryptionKeys() {
  const standing = useQuery({
    ...read('listKeyEncryptionKeys', {}),
    refetchInterval: ({ state }) => (isMoving(state.data) ? LOOK_EVERY_MS : false),
  });
  const [asked, setAsked] = useState<Asked>();
  const close = () => setAsked(undefined);
  const newest = standing.data?.keys.at(-1)?.id;
  const isUsed = newest === standing.data?.wrappingKeyId;
  return (
    <Section
      title="Key-encryption keys"
      actions={
        newest !== undefined && (
          <Button onPress={() => setAsked(isUsed ? 'add' : 'use')}>
            {isUsed ? 'Add a key' : 'Use the new key'}
          </Button>
        )
      }
    >
      <p className="max-w-prose text-muted">
        Everything that is sealed is sealed with a data key of its team, and these wrap the data
        keys. They are in <code>keyring.json</code> alone: whoever loses it loses every secret.
      </p>
      <QueryView query={standing} rows={3}>
        {(data) => <Shown {...data} />}
      </QueryView>
      {asked === 'add' && <AddKey onClose={close} />}
      {asked === 'use' && newest !== undefined && <UseKey keyId={newest} onClose={close} />}
    </Section>
  );
}

/** Whether something changes by itself soon: data keys, or who has a new key. */
function isMoving(standing: Standing | undefined): boolean {
  if (standing === undefined) return false;
  return standing.left > 0 || standing.keys.at(-1)?.id !== standing.wrappingKeyId;
}

function Shown({ keys, wrappingKeyId, dataKeys, left, processes }: Standing) {
  const isLacking = processes.some(({ lacks }) => lacks.length > 0);
  return (
    <>
      {left > 0 && (
        <div>
          <label htmlFor="rewrapped">
            Re-wrapping: {(dataKeys - left).toLocaleString()} of {dataKeys.toLocaleString()} data
            keys
          </label>
          <progress
            id="rewrapped"
            className="block w-full accent-accent"
            max={dataKeys}
            value={dataKeys - left}
          />
        </div>
      )}
      {isLacking && (
        <Note tone="warn">
          Not every process has every key. Copy <code>keyring.json</code> into its data directory:
          it looks again within ten seconds.
        </Note>
      )}
      <Table
        label="Key-encryption keys"
        rows={keys}
        keyOf={({ id }) => id}
        columns={[
          { name: 'Key', cell: ({ id }) => <code className="text-xs break-all">{id}</code> },
          {
            name: 'State',
            cell: (key) => stateOf(key, { isWrapping: key.id === wrappingKeyId }),
          },
          { name: 'Made', cell: ({ createdAt }) => <When at={createdAt} /> },
          {
            name: 'Wraps since',
            cell: ({ wrapsSince }) => (wrapsSince === null ? '—' : <When at={wrapsSince} />),
          },
          {
            name: 'Data keys',
            isNumber: true,
            cell: ({ dataKeys: wrapped }) => wrapped.toLocaleString(),
          },
        ]}
      />
      <Table
        label="Processes"
        rows={processes}
        keyOf={({ name }) => name}
        columns={[
          { name: 'Process', cell: ({ name }) => <span className="break-all">{name}</span> },
          { name: 'Seen', cell: ({ seenAt }) => <When at={seenAt} /> },
          {
            name: 'Keyring',
            cell: ({ lacks }) =>
              lacks.length === 0 ? (
                <Badge tone="good">Has every key</Badge>
              ) : (
                <Badge tone="bad">Lacks {lacks.join(', ')}</Badge>
              ),
          },
        ]}
      />
    </>
  );
}

function stateOf(
  { wrapsSince, dataKeys }: Standing['keys'][number],
  { isWrapping }: { readonly isWrapping: boolean },
) {
  if (isWrapping) return <Badge tone="good">Wraps</Badge>;
  if (wrapsSince === null) return <Badge tone="accent">Waits to be used</Badge>;
  if (dataKeys > 0) return <Badge tone="warn">Being replaced</Badge>;
  return <Badge>Only backups need it</Badge>;
}

function AddKey({ onClose }: { readonly onClose: () => void }) {
  const add = useChange('addKeyEncryptionKey', { refreshes, onDone: onClose });
  return (
    <Confirm
      title="Add a key-encryption key"
      action="Add it"
      error={add.error}
      isPending={add.isPending}
      onConfirm={() => add.mutate({})}
      onClose={onClose}
    >
      <p>
        It is added to <code>keyring.json</code> of one process, and wraps nothing yet. Back the
        file up, and copy it into the data directory of every other machine; then use the key.
      </p>
    </Confirm>
  );
}

function UseKey({ keyId, onClose }: { readonly keyId: string; readonly onClose: () => void }) {
  const use = useChange('rewrapDataKeys', { refreshes, onDone: onClose });
  return (
    <Confirm
      title="Use the new key"
      action="Re-wrap everything"
      error={use.error}
      isPending={use.isPending}
      onConfirm={() => use.mutate({ body: { keyId } })}
      onClose={onClose}
    >
      <p>
        Every data key is wrapped by it from now on, beside everything else; nothing that is sealed
        changes, and an interruption does no harm. Make sure that the keyring with this key is in
        your backup first.
      </p>
    </Confirm>
  );
}
