import { ok, type Refusal, type Result, refuse } from '@kontor/core';
import { kontorEndpoints, type Service, type ServiceToken } from '@kontor/protocol/kontor';
import { serviceId, tokenId } from '@kontor/protocol/vocabulary';
import { type Route, route } from '../http/route.ts';
import { mintId } from '../ids.ts';
import { hashToken, hintOf, mintToken } from '../people/token-text.ts';
import { readExpiry, tokenNotFound } from '../people/token-view.ts';
import type { Database } from '../postgres/database.ts';
import { type ServiceRow, type ServiceTokenRow, serviceStoreOn } from './service-store.ts';

export type ServiceRoutesPorts = {
  readonly database: Pick<Database, 'read' | 'transact'>;
  readonly now: () => Date;
  /** Makes a committed change count at once in this process. */
  readonly forget: () => void;
};

/** The platforms that this host runs beside, for those who run it. */
export function serviceRoutes({ database, now, forget }: ServiceRoutesPorts): readonly Route[] {
  const store = serviceStoreOn(database.read);

  async function find(named: string): Promise<Result<ServiceRow, Refusal>> {
    const found = await store.find(named);
    return found ? ok(found) : refuse('service_not_found', `There is no service '${named}' here.`);
  }

  return [
    route(kontorEndpoints.listServices, async () => {
      const services = await store.list();
      return ok({ status: 200, body: { services: services.map(serviceView) } });
    }),
    route(kontorEndpoints.createService, async ({ caller, body }) => {
      const createdAt = now();
      const service = { ...body, id: mintId('service', createdAt), createdAt };
      const isNew = await store.insert({ ...service, createdBy: caller.userId });
      if (isNew) return ok({ status: 201, body: { service: serviceView(service) } });
      return refuse('name_taken', `There is a service '${body.name}' already.`, {
        name: body.name,
      });
    }),
    route(kontorEndpoints.deleteService, async ({ params }) => {
      const found = await find(params.service);
      if (!found.ok) return found;
      await database.transact((sql) => serviceStoreOn(sql).remove(found.value.id, now()));
      forget();
      return ok({ status: 204, body: null });
    }),
    route(kontorEndpoints.listServiceTokens, async ({ params }) => {
      const found = await find(params.service);
      if (!found.ok) return found;
      const tokens = await store.listTokens(found.value.id);
      return ok({ status: 200, body: { tokens: tokens.map(tokenView) } });
    }),
    route(
      kontorEndpoints.createServiceToken,
      async ({ params, body: { name, scopes, expiresAt } }) => {
        const found = await find(params.service);
        if (!found.ok) return found;
        const createdAt = now();
        const expiry = readExpiry(expiresAt, createdAt);
        if (!expiry.ok) return expiry;
        const secret = mintToken('service');
        const token = {
          id: mintId('token', createdAt),
          name,
          hint: hintOf(secret),
          scopes,
          createdAt,
          expiresAt: expiry.value,
        };
        await store.insertToken({ ...token, serviceId: found.value.id, hash: hashToken(secret) });
        const shown = tokenView({ ...token, lastUsedAt: null });
        return ok({ status: 201, body: { token: shown, secret } });
      },
    ),
    route(kontorEndpoints.deleteServiceToken, async ({ params }) => {
      const found = await find(params.service);
      if (!found.ok) return found;
      const isRevoked = await store.revokeToken(found.value.id, params.token, now());
      if (!isRevoked) return tokenNotFound(params.token);
      forget();
      return ok({ status: 204, body: null });
    }),
  ];
}

function serviceView({ id, createdAt, name, signsPeopleIn }: ServiceRow): Service {
  return { id: serviceId.parse(id), name, signsPeopleIn, createdAt: createdAt.toISOString() };
}

function tokenView(token: ServiceTokenRow): ServiceToken {
  return {
    ...token,
    id: tokenId.parse(token.id),
    createdAt: token.createdAt.toISOString(),
    expiresAt: token.expiresAt?.toISOString() ?? null,
    lastUsedAt: token.lastUsedAt?.toISOString() ?? null,
  };
}
