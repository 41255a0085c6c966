import type { Resource } from '@kontor/protocol/kontor';
import { Link } from '@tanstack/react-router';
import { Facts } from '../../ui/facts.tsx';
import { planText } from '../../ui/plan-text.ts';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { When } from '../../ui/when.tsx';

const ownership = {
  owned: 'Billed here',
  linked: 'Brought from an account at the provider',
  sandbox: 'To be claimed',
} as const;

export function ResourceFacts({
  team,
  resource,
  isWaiting,
}: {
  readonly team: string;
  readonly resource: Resource;
  /** Whether an agent asked for it, and nobody has approved it yet. */
  readonly isWaiting: boolean;
}) {
  const plan = resource.billingPlan;
  const facts = [
    { name: 'Status', value: <StatusBadge {...resource} isWaiting={isWaiting} /> },
    {
      name: 'Product',
      value: (
        <Link
          to="/t/$team/installations/$installation"
          params={{ team, installation: resource.installationId }}
          className="text-accent underline"
        >
          {resource.product.name}
        </Link>
      ),
    },
    { name: 'Plan', value: plan === null ? '—' : planText(plan) },
    { name: 'Ownership', value: ownership[resource.ownership] },
    { name: 'Made', value: <When at={resource.createdAt} /> },
    { name: 'Changed', value: <When at={resource.updatedAt} /> },
    { name: 'Id at the provider', value: <code>{resource.externalId ?? '—'}</code> },
  ];
  return <Facts facts={facts} />;
}
