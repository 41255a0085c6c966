import type { Installation } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { read } from '../../api/read.ts';
import { useChange } from '../../api/use-change.ts';
import { ChangePlan } from '../../ui/change-plan.tsx';
import { PlanPreviewNote } from '../../ui/plan-preview-note.tsx';
import { installationReads } from './reads.ts';

export function ChangeInstallationPlan({
  team,
  installation,
  onClose,
}: {
  readonly team: string;
  readonly installation: Installation;
  readonly onClose: () => void;
}) {
  const params = { team, installation: installation.id };
  const plans = useQuery(read('listTeamInstallationPlans', { params }));
  const update = useChange('updateTeamInstallation', {
    refreshes: installationReads,
    onDone: onClose,
  });
  return (
    <ChangePlan
      current={installation.billingPlan}
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
  readonly params: { readonly team: string; readonly installation: string };
  readonly billingPlanId: string;
}) {
  const query = useQuery(read('previewInstallationPlan', { params, query: { billingPlanId } }));
  return <PlanPreviewNote query={query} />;
}
