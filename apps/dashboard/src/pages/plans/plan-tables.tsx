import type { StatePlan } from '@kontor/protocol/kontor';
import { Amount } from '../../ui/amount.tsx';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Section } from '../../ui/page.tsx';
import { Table } from '../../ui/table.tsx';

type Part = { readonly plan: StatePlan };
type Action = StatePlan['items'][number]['action'];

const actions: Readonly<Record<Action, readonly [name: string, tone: Tone]>> = {
  create: ['Make', 'good'],
  change: ['Change', 'warn'],
  remove: ['Remove', 'bad'],
  keep: ['Keep', 'neutral'],
  leave: ['Leave alone', 'neutral'],
};

/** What is done, and what stays as it is. */
export function Changes({ plan: { items } }: Part) {
  return (
    <Section title="Changes">
      {items.length === 0 ? (
        <p className="text-muted">The project is as the file wants it.</p>
      ) : (
        <Table
          label="Changes"
          rows={items}
          keyOf={({ kind, name, action }) => `${kind} ${name} ${action}`}
          columns={[
            {
              name: 'What',
              cell: ({ action }) => {
                const [name, tone] = actions[action];
                return <Badge tone={tone}>{name}</Badge>;
              },
            },
            { name: 'Kind', cell: ({ kind }) => kind },
            { name: 'Name', cell: ({ name }) => <code>{name}</code> },
            { name: 'Environments', cell: ({ environments }) => environments?.join(', ') ?? '' },
            {
              name: 'How',
              cell: ({ changes = [], note }) => [...changes, ...(note ? [note] : [])].join('; '),
            },
          ]}
        />
      )}
    </Section>
  );
}

/** What each resource will cost, as its plan states it. */
export function Costs({ plan: { costs } }: Part) {
  if (costs.length === 0) return null;
  return (
    <Section title="Cost">
      <Table
        label="Cost"
        rows={costs}
        keyOf={({ resource }) => resource}
        columns={[
          { name: 'Resource', cell: ({ resource }) => resource },
          { name: 'Plan', cell: ({ plan }) => plan },
          { name: 'As stated', cell: ({ stated }) => stated ?? '—' },
          {
            name: 'In a month',
            isNumber: true,
            cell: ({ perMonth }) => (perMonth === null ? 'not stated' : <Amount of={perMonth} />),
          },
        ]}
      />
    </Section>
  );
}

/** How far it is, once it is applied. */
export function Steps({ plan: { steps, status } }: Part) {
  if (status === 'ready' || steps.length === 0) return null;
  const next = steps.findIndex((step) => step.status === 'pending');
  const rows = steps.map((step, place) => ({ ...step, place }));
  return (
    <Section title="Steps">
      <Table
        label="Steps"
        rows={rows}
        keyOf={({ place }) => String(place)}
        columns={[
          { name: 'Step', cell: ({ kind }) => kind.replaceAll('-', ' ') },
          { name: 'Of', cell: ({ name }) => <code>{name}</code> },
          {
            name: 'State',
            cell: ({ status: state, place }) => {
              if (state === 'done') return <Badge tone="good">Done</Badge>;
              if (place !== next) return <Badge>Not begun</Badge>;
              return status === 'failed' ? (
                <Badge tone="bad">Stopped here</Badge>
              ) : (
                <Badge tone="warn">Under way</Badge>
              );
            },
          },
        ]}
      />
    </Section>
  );
}

/** The variables as they will be, by environment. */
export function NamesAfter({ plan: { environments } }: Part) {
  if (environments.length === 0) return null;
  return (
    <Section title="Variables afterwards">
      {environments.map(({ environment, variables }) => (
        <details key={environment} className="rounded-lg border border-line bg-surface px-4 py-2">
          <summary className="cursor-pointer font-medium">
            {environment}, {variables.length}
          </summary>
          <dl className="grid gap-x-6 gap-y-1 py-2 sm:grid-cols-2">
            {variables.map(({ name, from }) => (
              <div key={name} className="flex min-w-0 flex-wrap gap-2">
                <dt>
                  <code>{name}</code>
                </dt>
                <dd className="text-muted">{from}</dd>
              </div>
            ))}
          </dl>
        </details>
      ))}
    </Section>
  );
}
