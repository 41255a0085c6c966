import type { AuditVerification, BrokenLog } from '@kontor/protocol/kontor';
import { useMutation, useQuery } from '@tanstack/react-query';
import { call } from '../../api/call.ts';
import { cache, read } from '../../api/read.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { counted } from '../../ui/counted.ts';
import { Facts } from '../../ui/facts.tsx';
import { ProblemNote } from '../../ui/note.tsx';
import { Section } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Table } from '../../ui/table.tsx';
import { When } from '../../ui/when.tsx';
import { whereOf } from './audit-texts.ts';

const reading = read('getAuditVerification', {});

/** Up to where the logs of all teams were found as they were written, and the way to look again. */
export function Verification() {
  const found = useQuery(reading);
  const verify = useMutation({
    mutationFn: verifyAll,
    onSettled: () => cache.invalidateQueries({ queryKey: [reading.queryKey[0]] }),
  });
  return (
    <Section
      title="Verification"
      actions={
        <Button isPending={verify.isPending} onPress={() => verify.mutate(found.data)}>
          {verify.isPending ? 'Verifying …' : 'Verify now'}
        </Button>
      }
    >
      <ProblemNote error={verify.error} />
      <QueryView query={found} rows={2}>
        {(data) => <Found {...data} />}
      </QueryView>
    </Section>
  );
}

/** Goes on with one that was left in the middle, and begins one otherwise. Each part shows at once. */
async function verifyAll(known: AuditVerification | undefined): Promise<void> {
  const begun = known?.endedAt === null ? known.startedAt : null;
  let startedAt = begun ?? undefined;
  for (;;) {
    const now = await call('verifyAuditLog', {
      body: startedAt === undefined ? {} : { startedAt },
    });
    cache.setQueryData(reading.queryKey, now);
    if (now.endedAt !== null || now.startedAt === null) return;
    startedAt = now.startedAt;
  }
}

function Found(found: AuditVerification) {
  const { startedAt, endedAt, isIntact, teams, teamsLeft, events, eventsSince, broken } = found;
  if (startedAt === null) return <p className="text-muted">Nobody has verified the logs yet.</p>;
  return (
    <>
      <Facts
        facts={[
          {
            name: 'Logs',
            value: isIntact ? (
              <Badge tone="good">As they were written</Badge>
            ) : (
              <Badge tone="bad">Not as they were written</Badge>
            ),
          },
          { name: 'Verified', value: `${counted(events, 'event')} of ${counted(teams, 'team')}` },
          {
            name: 'Up to',
            value: found.verifiedUntil === null ? '—' : <When at={found.verifiedUntil} />,
          },
          {
            name: 'Looked at',
            value: endedAt === null ? `${counted(teamsLeft, 'team')} to go` : <When at={endedAt} />,
          },
          { name: 'Not verified', value: counted(eventsSince, 'event') },
        ]}
      />
      {broken.length > 0 && <BrokenLogs rows={broken} />}
    </>
  );
}

const reasons: Readonly<Record<BrokenLog['reason'], string>> = {
  altered: 'It is not what was sealed.',
  missing_or_reordered: 'An event is missing here, or stands elsewhere.',
  not_linked: 'It does not follow the one before it.',
  truncated: 'Events from here on are gone.',
};

function BrokenLogs({ rows }: { readonly rows: readonly BrokenLog[] }) {
  return (
    <Table
      label="Broken logs"
      rows={rows}
      keyOf={whereOf}
      columns={[
        { name: 'Team', cell: whereOf },
        { name: 'Place in its log', isNumber: true, cell: ({ brokenAt }) => brokenAt },
        { name: 'What', cell: ({ reason }) => reasons[reason] },
        {
          name: 'Fits until',
          cell: ({ intactUntil }) => (intactUntil === null ? '—' : <When at={intactUntil} />),
        },
      ]}
    />
  );
}
