import { type createPreviewPlan, ok, type PreviewedPlan, planUnknowns } from '@kontor/core';
import { kontorEndpoints, type PlanPreview } from '@kontor/protocol/kontor';
import { teamId } from '@kontor/protocol/vocabulary';
import { type Route, route } from '../route.ts';
import { readInstallationId } from './installation-routes.ts';
import { readResourceId } from './resource-routes.ts';

export type PlanPreviewRoutesPorts = {
  readonly previewPlan: ReturnType<typeof createPreviewPlan>;
};

/** What a change of plan will cost, before it is made. */
export function planPreviewRoutes({ previewPlan }: PlanPreviewRoutesPorts): readonly Route[] {
  return [
    route(kontorEndpoints.previewResourcePlan, async ({ caller, params, query }) => {
      const id = readResourceId(params.resource);
      if (!id.ok) return id;
      const team = teamId.parse(caller.team.id);
      const found = await previewPlan.ofResource({ teamId: team, resourceId: id.value, ...query });
      return found.ok ? ok({ status: 200, body: { preview: viewOf(found.value) } }) : found;
    }),
    route(kontorEndpoints.previewInstallationPlan, async ({ caller, params, query }) => {
      const id = readInstallationId(params.installation);
      if (!id.ok) return id;
      const place = { teamId: teamId.parse(caller.team.id), installationId: id.value };
      const found = await previewPlan.ofInstallation({ ...place, ...query });
      return found.ok ? ok({ status: 200, body: { preview: viewOf(found.value) } }) : found;
    }),
  ];
}

function viewOf(previewed: PreviewedPlan): PlanPreview {
  const { at, effectiveAt, needsPaymentMethod, hasPaymentMethod, isPaidByHand } = previewed;
  const { from, replaces, to, isSame, initialCharge, prepayment, authorisation } = previewed;
  return {
    ...{ from, replaces, to, isSame, initialCharge, prepayment },
    at: at.toISOString(),
    effectiveAt: effectiveAt?.toISOString() ?? null,
    // an operator who collects by hand tries nothing
    authorisation: isPaidByHand ? null : authorisation,
    payment: {
      isNeeded: needsPaymentMethod && !isPaidByHand,
      isReady: isPaidByHand || hasPaymentMethod,
      isByOperator: isPaidByHand,
    },
    limits: previewed.limits.map(({ subjectId, ...limit }) => ({
      ...limit,
      id: subjectId || null,
    })),
    unknown: previewed.unknown.map((code) => ({ code, message: planUnknowns[code] })),
  };
}
