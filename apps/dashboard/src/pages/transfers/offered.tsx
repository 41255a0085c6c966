import { Facts } from '../../ui/facts.tsx';
import { Section } from '../../ui/page.tsx';
import { planText } from '../../ui/plan-text.ts';
import { Table } from '../../ui/table.tsx';
import { When } from '../../ui/when.tsx';
import type { Offer } from './offer.ts';

/** What comes: how it is called, until when it can be had, and each resource with what it costs. */
export function Offered({ offer }: { readonly offer: Offer }) {
  const { kind, name, expiresAt, status, installations } = offer;
  const whole = installations.flatMap(({ billingPlan }) => billingPlan ?? []);
  const rows = installations.flatMap(({ integration, resources, newBillingPlan }) =>
    resources.map(({ id, name: called, billingPlan }) => ({
      ...{ id, called, integration, plan: newBillingPlan ?? billingPlan },
      isNew: newBillingPlan !== null,
    })),
  );
  return (
    <>
      <Facts
        facts={[
          { name: 'What', value: `${name} (${kind})` },
          ...(status === 'done'
            ? []
            : [{ name: 'Can be taken over until', value: <When at={expiresAt} /> }]),
          ...whole.map((plan) => ({ name: 'Plan of the installation', value: planText(plan) })),
        ]}
      />
      <Section title="What comes with it">
        {rows.length === 0 ? (
          <p className="text-muted">No resources come along.</p>
        ) : (
          <Table
            label="Resources"
            rows={rows}
            keyOf={({ id }) => id}
            columns={[
              { name: 'Resource', cell: ({ called }) => called },
              { name: 'Integration', cell: ({ integration }) => integration.name },
              {
                name: 'Plan',
                cell: ({ plan, isNew }) =>
                  plan === null ? '—' : `${planText(plan)}${isNew ? ', new for it' : ''}`,
              },
            ]}
          />
        )}
      </Section>
    </>
  );
}
