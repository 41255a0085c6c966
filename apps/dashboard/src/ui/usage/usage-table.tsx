import type { InstallationUsage } from '@kontor/protocol/kontor';
import { measured } from '../measured.ts';
import { Section } from '../page.tsx';
import { Table } from '../table.tsx';

/** How much was used of what providers measure, beside what plans include. */
export function UsageTable({
  installations,
}: {
  readonly installations: readonly InstallationUsage[];
}) {
  const rows = installations.flatMap(({ installationId, integration, usage }) =>
    usage.map((metric) => ({ ...metric, installationId, integration })),
  );
  if (rows.length === 0) return null;
  const amount = (value: string | null, units: string) =>
    value === null ? '—' : measured(value, units);
  return (
    <Section title="What was used">
      <Table
        label="What was used"
        rows={rows}
        keyOf={({ installationId, type, name, units }) =>
          [installationId, type, name, units].join(' ')
        }
        columns={[
          { name: 'Measure', cell: ({ name }) => name },
          { name: 'Integration', cell: ({ integration }) => integration.name },
          {
            name: 'Last day',
            isNumber: true,
            cell: ({ dayValue, units }) => amount(dayValue, units),
          },
          {
            name: 'This period',
            isNumber: true,
            cell: ({ periodValue, units }) => amount(periodValue, units),
          },
          {
            name: 'In the plan',
            isNumber: true,
            cell: ({ planValue, units }) => amount(planValue, units),
          },
        ]}
      />
    </Section>
  );
}
