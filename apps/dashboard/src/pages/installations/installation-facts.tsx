import type { Installation } from '@kontor/protocol/kontor';
import { Badge } from '../../ui/badge.tsx';
import { Facts } from '../../ui/facts.tsx';
import { planText } from '../../ui/plan-text.ts';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { When } from '../../ui/when.tsx';

const documents: Readonly<Record<string, string>> = {
  toc: 'terms of the marketplace',
  eula: 'terms of use',
  privacy: 'privacy policy',
};

export function InstallationFacts({
  installation,
  isWaiting,
}: {
  readonly installation: Installation;
  /** Whether an agent asked for it, and nobody has approved it yet. */
  readonly isWaiting: boolean;
}) {
  const { billingPlan, pendingBillingPlan, acceptedPolicies, finalization, transferredAt } =
    installation;
  const facts = [
    { name: 'Status', value: <StatusBadge {...installation} isWaiting={isWaiting} /> },
    {
      name: 'Plan',
      value: billingPlan === null ? 'Each resource has its own' : planText(billingPlan),
    },
    ...(installation.isTest
      ? [{ name: 'Mode', value: <Badge tone="accent">Test, nothing is charged</Badge> }]
      : []),
    { name: 'Installed', value: <When at={installation.createdAt} /> },
    {
      name: 'Accepted',
      value: Object.entries(acceptedPolicies).map(([policy, at]) => (
        <span key={policy} className="block">
          {documents[policy] ?? policy}, <When at={at} />
        </span>
      )),
    },
  ];
  return (
    <Facts
      facts={[
        ...facts,
        ...(pendingBillingPlan === null
          ? []
          : [{ name: 'Next plan', value: pendingBillingPlan.name }]),
        ...(transferredAt === null
          ? []
          : [{ name: 'Handed to another team', value: <When at={transferredAt} /> }]),
        ...(finalization === null
          ? []
          : [
              {
                name: 'Last invoices',
                value: (
                  <>
                    {finalization.openInvoices} open; more may come until{' '}
                    <When at={finalization.dueAt} />
                  </>
                ),
              },
            ]),
      ]}
    />
  );
}
