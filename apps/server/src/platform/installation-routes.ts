import {
  createReportInstallation,
  ok,
  partnerRoleOf,
  refuse,
  type TeamTx,
  type Transact,
} from '@kontor/core';
import { platformEndpoints } from '@kontor/protocol/platform';
import { type Route, route } from '../http/route.ts';
import type { ActingPeople } from '../people/acting-person.ts';
import type { PairwiseIds } from '../people/pairwise.ts';
import { readsGlobalUserIds } from '../postgres/integration-permissions.ts';
import type { Sql } from '../postgres/sql.ts';
import { placeOf } from './place.ts';
import { notificationOf, planOf } from './pushed.ts';

export type InstallationRoutesPorts = {
  readonly transact: Transact<TeamTx>;
  readonly actingPeople: Pick<ActingPeople, 'contactOf' | 'teamName'>;
  readonly pairwise: Pick<PairwiseIds, 'findMember' | 'globalUserIdFor'>;
  readonly read: Sql;
  /** Where a team looks at an installation. */
  readonly dashboardUrl: (installationId: string) => string;
  readonly now: () => Date;
};

/** The account behind an installation, and what its provider says of it. */
export function installationRoutes(ports: InstallationRoutesPorts): readonly Route[] {
  const { actingPeople, pairwise, dashboardUrl } = ports;
  const report = createReportInstallation(ports.transact, ports.now);
  return [
    route(platformEndpoints.updateInstallation, async ({ caller, body = {} }) => {
      const { status, externalId, billingPlan, notification } = body;
      const reported = await report(placeOf(caller), {
        status,
        externalId,
        billingPlan: billingPlan && planOf(billingPlan),
        notification: notification === undefined ? undefined : notificationOf(notification),
      });
      return reported.ok ? ok({ status: 204, body: null }) : reported;
    }),
    route(platformEndpoints.getAccount, async ({ caller }) => {
      const [name, contact] = await Promise.all([
        actingPeople.teamName(caller.teamId),
        actingPeople.contactOf(caller.teamId),
      ]);
      const url = dashboardUrl(caller.installationId);
      return ok({ status: 200, body: { name, url, contact: contact ?? null } });
    }),
    route(platformEndpoints.getMember, async ({ caller, params }) => {
      const { teamId, integrationId } = caller;
      const member = await pairwise.findMember(teamId, integrationId, params.memberId);
      if (member === undefined) {
        return refuse('member_not_found', `The team has no member '${params.memberId}'.`);
      }
      const mayKnow = await readsGlobalUserIds(ports.read, integrationId);
      return ok({
        status: 200,
        body: {
          id: params.memberId,
          role: partnerRoleOf(member.role),
          userEmail: member.email,
          ...(mayKnow && { globalUserId: pairwise.globalUserIdFor(member.userId) }),
        },
      });
    }),
  ];
}
