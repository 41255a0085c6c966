import type { Token } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { read } from '../../api/read.ts';
import { useChange } from '../../api/use-change.ts';
import { useMe } from '../../shell/use-team.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Section } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { ShownOnce } from '../../ui/shown-once.tsx';
import { TokenDialog } from '../settings/token-dialog.tsx';
import { TokenTable } from '../settings/token-table.tsx';
import { AccountFrame } from './account-frame.tsx';

/** Who is signed in, and the tokens that do what they may do. */
export function AccountPage() {
  const me = useMe();
  return (
    <AccountFrame title="Account">
      <QueryView query={me}>
        {({ person, teams }) => (
          <Facts
            facts={[
              { name: 'Name', value: person.name },
              { name: 'E-mail address', value: person.email },
              { name: 'Teams', value: teams.map(({ name }) => name).join(', ') || 'none' },
            ]}
          />
        )}
      </QueryView>
      <PersonalTokens />
    </AccountFrame>
  );
}

function PersonalTokens() {
  const tokens = useQuery(read('listTokens', {}));
  const [isMaking, setMaking] = useState(false);
  const [secret, setSecret] = useState<string>();
  const [ending, setEnding] = useState<Token>();
  const refreshes = ['listTokens'] as const;
  const make = useChange('createToken', {
    refreshes,
    onDone: (made) => {
      setMaking(false);
      setSecret(made.secret);
    },
  });
  const revoke = useChange('deleteToken', { refreshes, onDone: () => setEnding(undefined) });
  const add = <Button onPress={() => setMaking(true)}>New token</Button>;
  return (
    <Section title="Personal tokens" actions={add}>
      <QueryView query={tokens}>
        {({ tokens: rows }) =>
          rows.length === 0 ? (
            <Empty title="No tokens">
              The command line and scripts act for you with a token. It may do what you may do.
            </Empty>
          ) : (
            <TokenTable tokens={rows} onRevoke={setEnding} />
          )
        }
      </QueryView>
      {isMaking && (
        <TokenDialog
          error={make.error}
          isPending={make.isPending}
          onMake={(body) => make.mutate({ body })}
          onClose={() => setMaking(false)}
        />
      )}
      {secret !== undefined && (
        <ShownOnce title="Your new token" secret={secret} onClose={() => setSecret(undefined)} />
      )}
      {ending && (
        <Confirm
          title={`Revoke ${ending.name}`}
          action="Revoke token"
          error={revoke.error}
          isPending={revoke.isPending}
          onClose={() => setEnding(undefined)}
          onConfirm={() => revoke.mutate({ params: { token: ending.id } })}
        >
          <p>Whatever uses it is signed out at once. It cannot be had back.</p>
        </Confirm>
      )}
    </Section>
  );
}
