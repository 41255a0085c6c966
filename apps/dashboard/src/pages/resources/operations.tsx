import type { Operation } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { read } from '../../api/read.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Section } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Table } from '../../ui/table.tsx';
import { When } from '../../ui/when.tsx';

const tones: Readonly<Record<Operation['status'], Tone>> = {
  'awaiting-approval': 'accent',
  running: 'accent',
  succeeded: 'good',
  failed: 'bad',
};

/** What was done with a resource that needed its provider, and how it ended. */
export function Operations({
  team,
  resource,
}: {
  readonly team: string;
  readonly resource: string;
}) {
  const operations = useQuery(
    read('listOperations', { params: { team }, query: { resource, limit: 10 } }),
  );
  return (
    <Section title="Operations">
      <QueryView query={operations}>
        {({ operations: rows }) => (
          <Table
            label="Operations"
            rows={rows}
            keyOf={({ id }) => id}
            columns={[
              { name: 'What', cell: ({ kind }) => kind.replaceAll('-', ' ') },
              {
                name: 'How it ended',
                cell: ({ status, refusal }) => (
                  <>
                    <Badge tone={tones[status]}>{status}</Badge>
                    {refusal !== null && (
                      <span className="block text-muted">{refusal.message}</span>
                    )}
                  </>
                ),
              },
              { name: 'Begun', cell: ({ createdAt }) => <When at={createdAt} /> },
            ]}
          />
        )}
      </QueryView>
    </Section>
  );
}
