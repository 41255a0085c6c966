import type { ShownSigningKey } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { read } from '../../api/read.ts';
import { useChange } from '../../api/use-change.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Note } from '../../ui/note.tsx';
import { Section } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Table } from '../../ui/table.tsx';
import { When } from '../../ui/when.tsx';

/** What signs the tokens that providers check, and the way to bring in another one. */
export function SigningKeys() {
  const keys = useQuery(read('listSigningKeys', {}));
  const [isAsking, setAsking] = useState(false);
  const rotate = useChange('rotateSigningKey', {
    refreshes: ['listSigningKeys'],
    onDone: () => setAsking(false),
  });
  return (
    <Section
      title="Signing keys"
      actions={<Button onPress={() => setAsking(true)}>New signing key</Button>}
    >
      <p className="text-muted">They sign the tokens that providers check.</p>
      {rotate.data && (
        <Note>
          The key <code className="break-all">{rotate.data.keyId}</code> is published. It begins to
          sign <When at={rotate.data.signsFrom} />.
        </Note>
      )}
      <QueryView query={keys} rows={2}>
        {({ keys: rows }) => <KeyTable rows={rows} />}
      </QueryView>
      {isAsking && (
        <Confirm
          title="New signing key"
          action="Bring in a new key"
          error={rotate.error}
          isPending={rotate.isPending}
          onConfirm={() => rotate.mutate({})}
          onClose={() => setAsking(false)}
        >
          It is published at once, and signs when every cache has seen it. What the former one has
          signed stays good.
        </Confirm>
      )}
    </Section>
  );
}

const standings: Readonly<
  Record<ShownSigningKey['state'], { readonly tone: Tone; readonly text: string }>
> = {
  published: { tone: 'accent', text: 'Published, signs later' },
  signing: { tone: 'good', text: 'Signs' },
  verifying: { tone: 'neutral', text: 'Verifies only' },
};

function KeyTable({ rows }: { readonly rows: readonly ShownSigningKey[] }) {
  return (
    <Table
      label="Signing keys"
      rows={rows}
      keyOf={({ id }) => id}
      columns={[
        {
          name: 'Key',
          cell: ({ id }) => <code className="block min-w-40 text-xs break-all">{id}</code>,
        },
        {
          name: 'State',
          cell: ({ state }) => <Badge tone={standings[state].tone}>{standings[state].text}</Badge>,
        },
        { name: 'Signs from', cell: ({ signsFrom }) => <When at={signsFrom} /> },
        {
          name: 'Signs until',
          cell: ({ signsUntil }) =>
            signsUntil === null ? 'The next one' : <When at={signsUntil} />,
        },
        {
          name: 'Is over',
          cell: ({ publishedUntil }) =>
            publishedUntil === null ? '—' : <When at={publishedUntil} />,
        },
      ]}
    />
  );
}
