import { useState } from 'react';
import type { Answer } from '../../api/call.ts';
import { Amount } from '../../ui/amount.tsx';
import { Button } from '../../ui/button.tsx';
import { counted } from '../../ui/counted.ts';
import { Facts } from '../../ui/facts.tsx';
import { Section } from '../../ui/page.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { Table } from '../../ui/table.tsx';
import { When } from '../../ui/when.tsx';
import { labelOf } from '../settings/roles.ts';
import { ResetPassword } from './reset-password.tsx';

type Shown = Answer<'getOperatedTeam'>;

/** What a team has spent, owes and need not pay. */
export function MoneyOfTeam({ team, money }: Pick<Shown, 'team' | 'money'>) {
  const { spentThisMonth, open, creditsLeft, credits, balances, held } = money;
  return (
    <Section title="Money">
      <Facts
        facts={[
          { name: 'Spent this month', value: <Amount of={spentThisMonth} /> },
          {
            name: 'Open',
            value: (
              <>
                <Amount of={open.total} />
                {open.invoices > 0 && ` in ${counted(open.invoices, 'invoice')}`}
              </>
            ),
          },
          { name: 'Credits left', value: <Amount of={creditsLeft} /> },
          { name: 'Prepaid balances', value: <Amount of={balances} /> },
          { name: 'Held back by banks', value: <Amount of={held} /> },
          { name: 'Team since', value: <When at={team.createdAt} /> },
        ]}
      />
      {credits.length > 0 && (
        <Table
          label="Credits"
          rows={credits}
          keyOf={({ id }) => id}
          columns={[
            { name: 'Granted', cell: ({ grantedAt }) => <When at={grantedAt} /> },
            {
              name: 'Reason',
              cell: ({ reason }) => <span className="block max-w-prose break-words">{reason}</span>,
            },
            { name: 'Credit', isNumber: true, cell: ({ amount }) => <Amount of={amount} /> },
          ]}
        />
      )}
    </Section>
  );
}

export function PeopleTable({
  people,
  count,
}: Pick<Shown, 'people'> & {
  /** How many there are in all. */
  readonly count: number;
}) {
  const [reset, setReset] = useState<string>();
  return (
    <Section title="Members">
      <Table
        label="Members"
        rows={people}
        keyOf={({ userId }) => userId}
        columns={[
          { name: 'Name', cell: ({ name }) => <span className="break-words">{name}</span> },
          { name: 'E-mail address', cell: ({ email }) => email },
          { name: 'Role', cell: ({ role }) => labelOf(role) },
          {
            name: 'Password',
            cell: ({ email, name }) => (
              <Button
                look="link"
                aria-label={`Reset the password of ${name}`}
                onPress={() => setReset(email)}
              >
                Reset
              </Button>
            ),
          },
        ]}
      />
      {count > people.length && (
        <p className="text-muted">
          {people.length} of {counted(count, 'member')}, the owners first.
        </p>
      )}
      {reset !== undefined && <ResetPassword email={reset} onClose={() => setReset(undefined)} />}
    </Section>
  );
}

export function InstalledTable({ rows }: { readonly rows: Shown['installed'] }) {
  return (
    <Section title="Installed">
      {rows.length === 0 ? (
        <p className="text-muted">Nothing yet.</p>
      ) : (
        <Table
          label="Installed"
          rows={rows}
          keyOf={({ id }) => id}
          columns={[
            {
              name: 'Integration',
              cell: ({ integration, id }) => (
                <>
                  {integration.name}
                  <code className="block text-xs break-all text-muted">{id}</code>
                </>
              ),
            },
            { name: 'State', cell: (row) => <StatusBadge {...row} /> },
            { name: 'Resources', isNumber: true, cell: ({ resources }) => resources },
          ]}
        />
      )}
    </Section>
  );
}
