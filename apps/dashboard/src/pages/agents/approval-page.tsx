import type { Approval } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { read } from '../../api/read.ts';
import { useChange } from '../../api/use-change.ts';
import { isRunning } from '../../api/use-operation.ts';
import { useSuspension } from '../../shell/use-team.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Note, ProblemNote } from '../../ui/note.tsx';
import { OperationNote } from '../../ui/operation-note.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { When } from '../../ui/when.tsx';
import { ApprovalState, Price, reasonsOf } from './approval-words.tsx';

const LOOK_EVERY_MS = 1_500;

/** What one agent wants to do, and where its person decides. */
export function ApprovalPage() {
  const params = useParams({ from: '/t/$team/approvals/$approval' });
  const query = useQuery(read('getApproval', { params }));
  return (
    <Page
      title={query.data?.approval.summary ?? 'Approval'}
      above={
        <Link
          to="/t/$team/approvals"
          params={{ team: params.team }}
          className="text-sm text-accent underline"
        >
          All approvals
        </Link>
      }
    >
      <QueryView query={query}>
        {({ approval }) => <Shown approval={approval} team={params.team} />}
      </QueryView>
    </Page>
  );
}

function Shown({ approval, team }: { readonly approval: Approval; readonly team: string }) {
  const { agent, person, reason } = approval;
  return (
    <div className="flex max-w-2xl flex-col gap-6">
      <dl className="grid grid-cols-[max-content_1fr] gap-x-6 gap-y-2">
        <Fact name="State">
          <ApprovalState {...approval} />
        </Fact>
        <Fact name="Who">
          {person.name} through agent {agent.name}
        </Fact>
        <Fact name="Cost">
          <Price {...approval} />
        </Fact>
        <Fact name="Why it asks">{reasonsOf(approval).join(' ')}</Fact>
        <Fact name="Asked">
          <When at={approval.createdAt} />
        </Fact>
        {approval.decidedAt === null ? (
          <Fact name="Ends">
            <When at={approval.expiresAt} />
          </Fact>
        ) : (
          <Fact name="Decided">
            <When at={approval.decidedAt} />
          </Fact>
        )}
        {reason !== null && <Fact name="Because">{reason}</Fact>}
      </dl>
      <Terms approval={approval} />
      {approval.state === 'pending' && <Decide approval={approval} team={team} />}
      {approval.state === 'approved' && approval.operationId !== null && (
        <Progress team={team} id={approval.operationId} />
      )}
    </div>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** What whoever approves it accepts. */
function Terms({ approval: { policies, documents } }: { readonly approval: Approval }) {
  if (policies.length === 0) return null;
  const links = [
    { name: 'Terms of the provider', url: documents.eulaUrl },
    { name: 'Its privacy policy', url: documents.privacyUrl },
  ].filter((link): link is { name: string; url: string } => /^https?:\/\//.test(link.url ?? ''));
  return (
    <Note tone="warn">
      <p>By approving you accept: {policies.join(', ')}.</p>
      {links.map(({ name, url }) => (
        <p key={url}>
          <a href={url} target="_blank" rel="noreferrer" className="text-accent underline">
            {name}
          </a>
        </p>
      ))}
    </Note>
  );
}

function Decide({ approval, team }: { readonly approval: Approval; readonly team: string }) {
  const [isRefusing, setRefusing] = useState(false);
  const [reason, setReason] = useState('');
  const isSuspended = useSuspension() !== undefined;
  const params = { team, approval: approval.id };
  const refreshes = ['getApproval', 'listApprovals', 'listAgentTokens'] as const;
  const approve = useChange('approveApproval', { refreshes });
  const refuse = useChange('refuseApproval', { refreshes, onDone: () => setRefusing(false) });
  if (!approval.mayDecide) {
    return (
      <Note>{approval.person.name} decides over this, or an owner of the team who may do it.</Note>
    );
  }
  return (
    <>
      <ProblemNote error={approve.error} />
      {isSuspended && <Note>It can be approved once the team is resumed.</Note>}
      <div className="flex gap-2">
        {!isSuspended && (
          <Button
            look="primary"
            isPending={approve.isPending}
            onPress={() => approve.mutate({ params, body: { revision: approval.revision } })}
          >
            Approve
          </Button>
        )}
        <Button onPress={() => setRefusing(true)}>Refuse</Button>
      </div>
      {isRefusing && (
        <Confirm
          title="Refuse it"
          action="Refuse"
          error={refuse.error}
          isPending={refuse.isPending}
          onClose={() => setRefusing(false)}
          onConfirm={() => {
            const why = reason.trim();
            refuse.mutate({ params, body: why === '' ? {} : { reason: why } });
          }}
        >
          <p>Nothing of it is done, and the agent is told so.</p>
          <TextField name="reason" label="Why" value={reason} onChange={setReason} />
        </Confirm>
      )}
    </>
  );
}

/** How it goes on, also for whoever comes back to the page. */
function Progress({ team, id }: { readonly team: string; readonly id: string }) {
  const { data } = useQuery({
    ...read('getOperation', { params: { team, operation: id } }),
    refetchInterval: ({ state }) => (isRunning(state.data?.operation) ? LOOK_EVERY_MS : false),
  });
  return data?.operation.status === 'succeeded' ? (
    <Note>It is done.</Note>
  ) : (
    <OperationNote operation={data?.operation} />
  );
}
