import type { AgentToken } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { read } from '../../api/read.ts';
import { useChange } from '../../api/use-change.ts';
import { TeamSubPages } from '../../shell/team-sub-pages.tsx';
import { useOpen } from '../../shell/use-open.ts';
import { useSuspension, useTeamSlug } from '../../shell/use-team.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { ShownOnce } from '../../ui/shown-once.tsx';
import { AgentDialog } from './agent-dialog.tsx';
import { AgentTable } from './agent-table.tsx';

/** The agents that act for the viewer, and for everybody where they manage tokens. */
export function AgentsPage() {
  const params = { team: useTeamSlug() };
  const agents = useQuery(read('listAgentTokens', { params }));
  const isSuspended = useSuspension() !== undefined;
  const [isMaking, setMaking] = useOpen('new-agent', 'installation:read');
  const [secret, setSecret] = useState<string>();
  const [ending, setEnding] = useState<AgentToken>();
  const refreshes = ['listAgentTokens', 'listApprovals'] as const;
  const make = useChange('createAgentToken', {
    refreshes,
    onDone: (made) => {
      setMaking(false);
      setSecret(made.secret);
    },
  });
  const revoke = useChange('deleteAgentToken', { refreshes, onDone: () => setEnding(undefined) });
  const add = !isSuspended && (
    <Button look="primary" onPress={() => setMaking(true)}>
      New agent
    </Button>
  );
  return (
    <Page title="Agents" actions={add}>
      <TeamSubPages area="Agents" />
      <QueryView query={agents}>
        {({ tokens }) =>
          tokens.length === 0 ? (
            <Empty title="No agents" action={add}>
              A coding agent acts for you with a token of its own: never further than you may,
              within the products and the budget that you give it. Every record names you both.
            </Empty>
          ) : (
            <AgentTable agents={tokens} onRevoke={setEnding} />
          )
        }
      </QueryView>
      {isMaking && !isSuspended && (
        <AgentDialog
          error={make.error}
          isPending={make.isPending}
          onMake={(body) => make.mutate({ params, body })}
          onClose={() => setMaking(false)}
        />
      )}
      {secret !== undefined && (
        <ShownOnce
          title="The token of the agent"
          secret={secret}
          onClose={() => setSecret(undefined)}
        />
      )}
      {ending && (
        <Confirm
          title={`Revoke ${ending.agent}`}
          action="Revoke token"
          error={revoke.error}
          isPending={revoke.isPending}
          onClose={() => setEnding(undefined)}
          onConfirm={() => revoke.mutate({ params: { ...params, token: ending.id } })}
        >
          <p>It is refused from now on, and whatever it waits for ends. What it has made stays.</p>
        </Confirm>
      )}
    </Page>
  );
}
