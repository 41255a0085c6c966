import type { Installation } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { read } from '../api/read.ts';
import { useTeamSlug } from './use-team.ts';

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

/**
 * Everything under a plan that is paid before it is used: resources, and installations billed as a whole.
 *
 * @param options how old what was read may be, in milliseconds, before it is asked for again
 */
export function usePrepaid(options: { readonly staleTime?: number } = {}): {
  readonly prepaid: readonly Prepaid[];
  /** Whether it is known that there is nothing, and not only on its way. */
  readonly isNothing: boolean;
} {
  const team = useTeamSlug();
  const { data: ofResources } = useQuery({
    ...read('listTeamResources', { params: { team } }),
    ...options,
  });
  const { data: ofInstallations } = useQuery({
    ...read('listInstallations', { params: { team } }),
    ...options,
  });
  const prepaid = [
    ...(ofResources?.resources ?? []).flatMap(
      ({ id, name, installationId, billingPlan: plan }): Prepaid[] =>
        plan?.type === 'prepayment'
          ? [{ value: id, label: name, installation: installationId, resource: id, plan }]
          : [],
    ),
    ...(ofInstallations?.installations ?? []).flatMap(
      ({ id, integration: { name }, billingPlan: plan }): Prepaid[] =>
        plan?.type === 'prepayment' ? [{ value: id, label: name, installation: id, plan }] : [],
    ),
  ];
  const isKnown = ofResources !== undefined && ofInstallations !== undefined;
  return { prepaid, isNothing: isKnown && prepaid.length === 0 };
}
