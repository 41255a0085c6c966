import type { Event } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { read } from '../../api/read.ts';
import { useTeamSlug } from '../../shell/use-team.ts';
import { dollars } from '../../ui/amount.tsx';
import { Section } from '../../ui/page.tsx';
import { Table } from '../../ui/table.tsx';
import { When } from '../../ui/when.tsx';
import { useLimitNames } from './limit-subjects.ts';

const NEWEST = 20;

/** What the team was warned of last: shares of limits that were reached, and top-ups that rest. */
export function Warnings() {
  const team = useTeamSlug();
  const nameOf = useLimitNames();
  const params = { team };
  const spent = useQuery(
    read('listEvents', { params, query: { type: 'spend.warned', limit: NEWEST } }),
  );
  const topUps = useQuery(
    read('listEvents', { params, query: { type: 'top-up.*', limit: NEWEST } }),
  );
  const rows = [...(spent.data?.events ?? []), ...(topUps.data?.events ?? [])]
    .sort((one, other) => other.sequence - one.sequence)
    .slice(0, NEWEST);
  if (rows.length === 0) return null;
  const subjectOf = ({ subject }: Event) => {
    const [kind, id] = (['project', 'resource', 'installation'] as const)
      .map((each) => [each, subject[each]] as const)
      .find(([, each]) => each !== undefined) ?? ['team', null];
    return nameOf({ kind, id: id ?? null });
  };
  return (
    <Section title="Last warnings">
      <Table
        label="Last warnings"
        rows={rows}
        keyOf={({ id }) => id}
        columns={[
          { name: 'When', cell: ({ at }) => <When at={at} /> },
          { name: 'Of', cell: subjectOf },
          { name: 'What', cell: textOf },
        ]}
      />
    </Section>
  );
}

function textOf({ type, data }: Event): string {
  const { share, spent, amount, cap, reason } = data;
  switch (type) {
    case 'spend.warned':
      return `${share} % was reached: ${dollars(String(spent))} of ${dollars(String(amount))}`;
    case 'top-up.held':
      return `Not filled up any more in the month: ${dollars(String(cap))} is its most`;
    case 'top-up.stopped':
      return `Not filled up any more: ${reasons[String(reason)] ?? reason}`;
    default:
      return type;
  }
}

const reasons: Readonly<Record<string, string>> = {
  payment_failed: 'a payment was declined',
  plan_changed: 'the plan has changed',
  spend_limit: 'a spend limit stood in the way',
  not_credited: 'what was bought was not credited for sure',
};
