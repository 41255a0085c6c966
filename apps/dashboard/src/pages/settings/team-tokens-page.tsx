import type { Token } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { read } from '../../api/read.ts';
import { useChange } from '../../api/use-change.ts';
import { TeamSubPages } from '../../shell/team-sub-pages.tsx';
import { useOpen } from '../../shell/use-open.ts';
import { useMay, useMaySee, useTeamSlug } from '../../shell/use-team.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Select } from '../../ui/select.tsx';
import { ShownOnce } from '../../ui/shown-once.tsx';
import { type Role, roleOf, roles } from './roles.ts';
import { TokenDialog } from './token-dialog.tsx';
import { TokenTable } from './token-table.tsx';

/** The tokens with which machines act for the team, whoever made them. */
export function TeamTokensPage() {
  const params = { team: useTeamSlug() };
  const mayManage = useMay()('token:manage');
  // a token that got about is ended in a suspended team, too
  const mayRevoke = useMaySee()('token:manage');
  const tokens = useQuery(read('listTeamTokens', { params }));
  const [isMaking, setMaking] = useOpen('new-token', 'token:manage');
  const [role, setRole] = useState<Role>('developer');
  const [secret, setSecret] = useState<string>();
  const [ending, setEnding] = useState<Token>();
  const refreshes = ['listTeamTokens'] as const;
  const make = useChange('createTeamToken', {
    refreshes,
    onDone: (made) => {
      setMaking(false);
      setSecret(made.secret);
    },
  });
  const revoke = useChange('deleteTeamToken', { refreshes, onDone: () => setEnding(undefined) });
  const add = mayManage && (
    <Button look="primary" onPress={() => setMaking(true)}>
      New token
    </Button>
  );
  return (
    <Page title="Tokens" actions={add}>
      <TeamSubPages area="Settings" />
      <QueryView query={tokens}>
        {({ tokens: rows }) =>
          rows.length === 0 ? (
            <Empty title="No tokens" action={add}>
              A machine, such as a build or a script, acts for the team with a token of its own. It
              stays when whoever made it leaves.
            </Empty>
          ) : (
            <TokenTable tokens={rows} onRevoke={mayRevoke ? setEnding : undefined} />
          )
        }
      </QueryView>
      {isMaking && (
        <TokenDialog
          error={make.error}
          isPending={make.isPending}
          onMake={(wish) => make.mutate({ params, body: { ...wish, role } })}
          onClose={() => setMaking(false)}
        >
          <Select
            name="role"
            label="Role"
            value={role}
            choices={roles}
            onChange={(name) => setRole(roleOf(name))}
          />
        </TokenDialog>
      )}
      {secret !== undefined && (
        <ShownOnce title="The new token" secret={secret} onClose={() => setSecret(undefined)} />
      )}
      {ending && (
        <Confirm
          title={`Revoke ${ending.name}`}
          action="Revoke token"
          error={revoke.error}
          isPending={revoke.isPending}
          onClose={() => setEnding(undefined)}
          onConfirm={() => revoke.mutate({ params: { ...params, token: ending.id } })}
        >
          <p>Whatever uses it is refused from now on. It cannot be had back.</p>
        </Confirm>
      )}
    </Page>
  );
}
