import { useQuery } from '@tanstack/react-query';
import { read } from '../../api/read.ts';
import { useTeamSlug } from '../../shell/use-team.ts';
import { Amount } from '../../ui/amount.tsx';
import { Section } from '../../ui/page.tsx';
import { Table } from '../../ui/table.tsx';
import { When } from '../../ui/when.tsx';

/** What whoever runs the host has let the team off, and what is left of it. */
export function Credits() {
  const team = useTeamSlug();
  const { data } = useQuery(read('listCredits', { params: { team } }));
  if (data === undefined || data.credits.length === 0) return null;
  return (
    <Section title="Credits">
      <p>
        <Amount of={data.left} /> is left, and is taken off the next invoices before they are
        charged.
      </p>
      <Table
        label="Credits"
        rows={data.credits}
        keyOf={({ id }) => id}
        columns={[
          { name: 'Given', cell: ({ grantedAt }) => <When at={grantedAt} /> },
          { name: 'Why', cell: ({ reason }) => reason },
          { name: 'Amount', isNumber: true, cell: ({ amount }) => <Amount of={amount} /> },
        ]}
      />
    </Section>
  );
}
