import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { read } from '../../api/read.ts';
import { useChange } from '../../api/use-change.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Note } from '../../ui/note.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { When } from '../../ui/when.tsx';
import { OperatorPages } from './operator-pages.tsx';

/** With what the host signs the tokens that providers check. */
export function KeysPage() {
  const host = useQuery(read('getHost', {}));
  const [isAsking, setAsking] = useState(false);
  const rotate = useChange('rotateSigningKey', {
    refreshes: [],
    onDone: () => setAsking(false),
  });
  return (
    <Page
      title="Signing keys"
      lead="With what this host signs the tokens that providers check."
      actions={<Button onPress={() => setAsking(true)}>New signing key</Button>}
    >
      <OperatorPages />
      <QueryView query={host}>
        {({ name, version, issuer }) => (
          <Facts
            facts={[
              { name: 'Host', value: `${name} ${version}` },
              { name: 'Issuer', value: <code className="break-all">{issuer}</code> },
              {
                name: 'Published keys',
                value: (
                  <a
                    className="text-accent underline"
                    href={`${issuer}/.well-known/openid-configuration`}
                  >
                    Discovery document
                  </a>
                ),
              },
            ]}
          />
        )}
      </QueryView>
      {rotate.data && (
        <Note>
          The key <code>{rotate.data.keyId}</code> is published, and signs from{' '}
          <When at={rotate.data.signsFrom} /> on.
        </Note>
      )}
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
    </Page>
  );
}
