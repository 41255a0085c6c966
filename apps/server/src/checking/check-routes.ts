import { ok, refuse } from '@kontor/core';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import type { InstallationKind } from '@kontor/protocol/vocabulary';
import type { Dispatcher } from 'undici';
import type { ClientSecrets } from '../catalog/client-secret.ts';
import { type Route, route, type TeamCaller } from '../http/route.ts';
import { randomText } from '../ids.ts';
import { createIntegrationStore } from '../postgres/integration-store.ts';
import type { Sql } from '../postgres/sql.ts';
import { writeDelivery } from '../webhooks/delivery.ts';
import { namesFor, type PairwiseNames } from '../webhooks/receivers.ts';
import { type CheckBasePorts, checkBase } from './check-base.ts';
import { checkRedirect, checkWebhook } from './check-pages.ts';

export type CheckingRoutesPorts = CheckBasePorts & {
  readonly read: Sql;
  readonly clientSecrets: Pick<ClientSecrets, 'of'>;
  readonly pairwise: PairwiseNames;
  /** Dials public addresses only. */
  readonly dispatcher: Dispatcher;
  readonly allowPrivateAddresses: boolean;
  readonly url: string;
  readonly now: () => Date;
};

const TIMEOUT_MS = 10_000;
const OTHER_SECRET_CHARACTERS = 43;

/** Whether what a provider has registered works, tried for its own team. */
export function checkingRoutes(ports: CheckingRoutesPorts): readonly Route[] {
  const store = createIntegrationStore(ports.read);
  return [
    route(kontorEndpoints.checkIntegration, async ({ caller, params }) => {
      const found = await store.findOwned(caller.team.id, params.integration);
      if (found === undefined) {
        return refuse(
          'integration_not_found',
          `There is no integration '${params.integration}' of this team.`,
        );
      }
      const { id, baseUrl, webhookUrl, redirectLoginUrl } = found;
      const [product] = await store.listProducts([id]);
      const secret = await ports.clientSecrets.of(id);
      const at = ports.now();
      const options = { ...ports, timeoutMs: TIMEOUT_MS, signal: new AbortController().signal };
      const checks = await Promise.all([
        checkBase(ports, { id, baseUrl, product: product?.slug }),
        webhookUrl === null || secret === undefined
          ? []
          : checkWebhook({ url: webhookUrl, secret }, testOf(ports, caller, found), options),
        redirectLoginUrl === null ? [] : [checkRedirect(redirectLoginUrl, options)],
      ]);
      return ok({
        status: 200,
        body: { checkedAt: at.toISOString(), checks: await Promise.all(checks.flat()) },
      });
    }),
  ];
}

type Found = { readonly id: string; readonly kinds: readonly InstallationKind[] };

/** What `test-webhook` says to an integration, as a delivery that is not kept. */
function testOf(
  { pairwise, url, now }: CheckingRoutesPorts,
  { team, person }: TeamCaller,
  of: Found,
) {
  const names = namesFor(pairwise, of.id, of.kinds.includes('native') ? 'native' : 'connectable');
  const audience = {
    hostUrl: url,
    team: { id: names.team(team.id) },
    user: person && { id: names.user(person.userId) },
    idOf: names.user,
    installations: [],
  };
  const { id, body } = writeDelivery(
    { at: now() },
    { type: 'test-webhook', subject: 'test', payload: () => audience },
    { teamId: team.id, receiverId: of.id, isAddressed: true, audience },
  );
  return { deliveryId: id, body, otherSecret: randomText(OTHER_SECRET_CHARACTERS) };
}
