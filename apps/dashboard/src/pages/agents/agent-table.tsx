import type { AgentToken } from '@kontor/protocol/kontor';
import { Amount } from '../../ui/amount.tsx';
import { Button } from '../../ui/button.tsx';
import { counted } from '../../ui/counted.ts';
import { RowActions } from '../../ui/row-actions.tsx';
import { Table } from '../../ui/table.tsx';
import { When } from '../../ui/when.tsx';

/** Agents with what is left of their budgets, and never their tokens. */
export function AgentTable({
  agents,
  onRevoke,
}: {
  readonly agents: readonly AgentToken[];
  readonly onRevoke: (agent: AgentToken) => void;
}) {
  return (
    <Table
      label="Agents"
      rows={agents}
      keyOf={({ id }) => id}
      columns={[
        { name: 'Agent', cell: ({ agent }) => agent },
        { name: 'Acts for', cell: ({ person }) => person.name },
        { name: 'Limited to', cell: (agent) => limitsOf(agent) },
        { name: 'Budget this month', cell: ({ budget }) => <Budget budget={budget} /> },
        {
          name: 'Last used',
          cell: ({ lastUsedAt }) => (lastUsedAt === null ? 'never' : <When at={lastUsedAt} />),
        },
        {
          name: 'Expires',
          cell: ({ expiresAt }) => (expiresAt === null ? 'never' : <When at={expiresAt} />),
        },
        {
          name: 'Actions',
          cell: (agent) => (
            <RowActions>
              <Button
                look="quiet"
                aria-label={`Revoke ${agent.agent}`}
                onPress={() => onRevoke(agent)}
              >
                Revoke
              </Button>
            </RowActions>
          ),
        },
      ]}
    />
  );
}

function limitsOf({ products, projects, environments }: AgentToken): string {
  const parts = [
    products === null ? [] : products,
    projects === null ? [] : [counted(projects.length, 'project')],
    environments === null ? [] : environments,
  ].flat();
  return parts.length === 0 ? 'what you may do' : parts.join(', ');
}

function Budget({ budget }: Pick<AgentToken, 'budget'>) {
  if (budget === null) return 'asks for everything';
  const { left, perMonth, reserved } = budget;
  return (
    <>
      <Amount of={left} /> left of <Amount of={perMonth} />
      {Number(reserved) > 0 && (
        <span className="block text-xs text-muted">
          <Amount of={reserved} /> reserved
        </span>
      )}
    </>
  );
}
