import type { Installation } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { read } from '../../api/read.ts';
import { useTeamSlug } from '../../shell/use-team.ts';

/** Something with a balance. */
export type Prepaid = {
  /** Its id. */
  readonly value: string;
  readonly label: string;
  readonly installation: string;
  /** Undefined for an installation as a whole. */
  readonly resource?: string;
  readonly plan: NonNullable<Installation['billingPlan']>;
};

/** Everything under a plan that is paid before it is used: resources, and installations billed as a whole. */
export function usePrepaid(): readonly Prepaid[] {
  const team = useTeamSlug();
  const resources = useQuery(read('listTeamResources', { params: { team } })).data?.resources ?? [];
  const installations =
    useQuery(read('listInstallations', { params: { team } })).data?.installations ?? [];
  return [
    ...resources.flatMap(({ id, name, installationId, billingPlan: plan }): Prepaid[] =>
      plan?.type === 'prepayment'
        ? [{ value: id, label: name, installation: installationId, resource: id, plan }]
        : [],
    ),
    ...installations.flatMap(({ id, integration: { name }, billingPlan: plan }): Prepaid[] =>
      plan?.type === 'prepayment' ? [{ value: id, label: name, installation: id, plan }] : [],
    ),
  ];
}
