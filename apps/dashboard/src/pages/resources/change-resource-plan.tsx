import type { Resource } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { read } from '../../api/read.ts';
import { useChange } from '../../api/use-change.ts';
import { ChangePlan } from '../../ui/change-plan.tsx';
import { PlanPreviewNote } from '../../ui/plan-preview-note.tsx';
import { resourceReads } from './use-resource.ts';

export function ChangeResourcePlan({
  team,
  resource,
  onClose,
}: {
  readonly team: string;
  readonly resource: Resource;
  readonly onClose: () => void;
}) {
  const params = { team, resource: resource.id };
  const plans = useQuery(read('listTeamResourcePlans', { params, query: {} }));
  const update = useChange('updateTeamResource', { refreshes: resourceReads, onDone: onClose });
  return (
    <ChangePlan
      current={resource.billingPlan}
      plans={plans}
      preview={(id) => <Preview params={params} billingPlanId={id} />}
      error={update.error}
      isPending={update.isPending}
      onChoose={(billingPlanId) => update.mutate({ params, body: { billingPlanId } })}
      onClose={onClose}
    />
  );
}

function Preview({
  params,
  billingPlanId,
}: {
  readonly params: { readonly team: string; readonly resource: string };
  readonly billingPlanId: string;
}) {
  const query = useQuery(read('previewResourcePlan', { params, query: { billingPlanId } }));
  return <PlanPreviewNote query={query} />;
}
