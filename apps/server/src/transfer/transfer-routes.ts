import { ok, type Refusal, type Result } from '@kontor/core';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import { restEndpoints } from '@kontor/protocol/rest';
import type { Action } from '@kontor/protocol/vocabulary';
import { type Route, route, type TeamCaller } from '../http/route.ts';
import { hashToken } from '../people/token-text.ts';
import { ofWholeTeam } from '../webhooks/own-webhooks.ts';
import { acceptTransfer } from './accept-transfer.ts';
import type { TransferPorts } from './create-transfer.ts';
import { declineTransfer } from './end-transfer.ts';
import { lookAtTransfer } from './look-at-transfer.ts';
import { findTransfer } from './transfer-store.ts';

/** Taking over what another team hands over. @see spec/partner-api.md §8.4 */
export function transferRoutes(ports: TransferPorts): readonly Route[] {
  return [
    route(restEndpoints.acceptProjectTransfer, async ({ caller, params, body, traceId }) => {
      const allowed = await mayTake(ports, caller, params.code);
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
      const allowed = await mayTake(ports, caller, params.code);
      if (!allowed.ok) return allowed;
      const accepted = await acceptTransfer(ports, {
        code: params.code,
        teamId: caller.team.id,
        actor: caller.actor,
        ...body,
        traceId,
      });
      return accepted.ok ? ok({ status: 200, body: accepted.value }) : accepted;
    }),
    route(kontorEndpoints.declineTransfer, async ({ caller, params }) => {
      const allowed = await mayTake(ports, caller, params.code);
      if (!allowed.ok) return allowed;
      const ended = await declineTransfer(ports, { teamId: caller.team.id, code: params.code });
      return ended.ok ? ok({ status: 204, body: null }) : ended;
    }),
    route(kontorEndpoints.getTransfer, async ({ caller, params, traceId }) => {
      const allowed = await mayTake(ports, caller, params.code);
      if (!allowed.ok) return allowed;
      const asked = { code: params.code, teamId: caller.team.id, traceId };
      const found = await lookAtTransfer(ports, asked);
      if (!found.ok) return found;
      const { expiresAt, installations, needs, ...offer } = found.value;
      const body = {
        ...offer,
        expiresAt: expiresAt.toISOString(),
        needs: needs.map(({ code, message, facts }) => ({ ...facts, code, message })),
        installations: installations.map((each) => ({ ...each, resources: [...each.resources] })),
      };
      return ok({ status: 200, body });
    }),
  ];
}

/** What comes in is of the whole team, and an installation is for those who may install. */
async function mayTake(
  { database }: TransferPorts,
  caller: TeamCaller,
  code: string,
): Promise<Result<null, Refusal>> {
  const request = await findTransfer(database.read, hashToken(code));
  const needed: readonly Action[] =
    request?.kind === 'installation'
      ? ['installation:manage', 'resource:write']
      : ['project:write', 'resource:write'];
  for (const action of needed) {
    const allowed = ofWholeTeam(caller, action);
    if (!allowed.ok) return allowed;
  }
  return ok(null);
}
