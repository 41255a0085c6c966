import { ok, type Refusal, type Result } from '@kontor/core';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import { restEndpoints } from '@kontor/protocol/rest';
import { type Route, route, type TeamCaller } from '../http/route.ts';
import { ofWholeTeam } from '../webhooks/own-webhooks.ts';
import { acceptTransfer } from './accept-transfer.ts';
import type { TransferPorts } from './create-transfer.ts';
import { declineTransfer } from './end-transfer.ts';
import { lookAtTransfer } from './look-at-transfer.ts';

/** Taking over what another team hands over. @see spec/partner-api.md §8.4 */
export function transferRoutes(ports: TransferPorts): readonly Route[] {
  return [
    route(restEndpoints.acceptProjectTransfer, async ({ caller, params, body, traceId }) => {
      const allowed = mayTake(caller);
      if (!allowed.ok) return allowed;
      const accepted = await acceptTransfer(ports, {
        code: params.code,
        kind: 'project',
        teamId: caller.team.id,
        actor: caller.actor,
        newProjectName: body?.newProjectName,
        traceId,
      });
      return accepted.ok ? ok({ status: 202, body: accepted.value }) : accepted;
    }),
    route(kontorEndpoints.acceptTransfer, async ({ caller, params, body, traceId }) => {
      const allowed = mayTake(caller);
      if (!allowed.ok) return allowed;
      const accepted = await acceptTransfer(ports, {
        code: params.code,
        teamId: caller.team.id,
        actor: caller.actor,
        newProjectName: body.newProjectName,
        traceId,
      });
      return accepted.ok ? ok({ status: 200, body: accepted.value }) : accepted;
    }),
    route(kontorEndpoints.declineTransfer, async ({ caller, params }) => {
      const allowed = mayTake(caller);
      if (!allowed.ok) return allowed;
      const ended = await declineTransfer(ports, { teamId: caller.team.id, code: params.code });
      return ended.ok ? ok({ status: 204, body: null }) : ended;
    }),
    route(kontorEndpoints.getTransfer, async ({ caller, params, traceId }) => {
      const allowed = mayTake(caller);
      if (!allowed.ok) return allowed;
      const asked = { code: params.code, teamId: caller.team.id, traceId };
      const found = await lookAtTransfer(ports, asked);
      if (!found.ok) return found;
      const { expiresAt, installations, ...offer } = found.value;
      const body = {
        ...offer,
        expiresAt: expiresAt.toISOString(),
        installations: installations.map((each) => ({ ...each, resources: [...each.resources] })),
      };
      return ok({ status: 200, body });
    }),
  ];
}

/** What comes in is of the whole team. */
function mayTake(caller: TeamCaller): Result<null, Refusal> {
  const project = ofWholeTeam(caller, 'project:write');
  return project.ok ? ofWholeTeam(caller, 'resource:write') : project;
}
