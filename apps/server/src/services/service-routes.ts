import { type NewEvent, ok, type Refusal, type Result, refuse } from '@kontor/core';
import { kontorEndpoints, type Service, type ServiceToken } from '@kontor/protocol/kontor';
import { serviceId, tokenId } from '@kontor/protocol/vocabulary';
import { actorOf } from '../http/authorise.ts';
import { type PersonCaller, type Route, route } from '../http/route.ts';
import { mintId } from '../ids.ts';
import { HOST_LOG, type RecordEvent } from '../people/record-event.ts';
import { hashToken, hintOf, mintToken } from '../people/token-text.ts';
import { readExpiry, tokenNotFound } from '../people/token-view.ts';
import type { Database } from '../postgres/database.ts';
import type { Sql } from '../postgres/sql.ts';
import { type ServiceRow, type ServiceTokenRow, serviceStoreOn } from './service-store.ts';

export type ServiceRoutesPorts = {
  readonly database: Pick<Database, 'read' | 'transact'>;
  readonly recordEvent: RecordEvent;
  readonly now: () => Date;
  /** Makes a committed change count at once in this process. */
  readonly forget: () => void;
};

/** The platforms that this host runs beside, for those who run it. */
export function serviceRoutes({
  database,
  recordEvent,
  now,
  forget,
}: ServiceRoutesPorts): readonly Route[] {
  const store = serviceStoreOn(database.read);
  const record = (
    sql: Sql,
    caller: PersonCaller,
    { type, subject, data }: Pick<Required<NewEvent>, 'type' | 'subject' | 'data'>,
  ) => recordEvent(sql, { teamId: HOST_LOG, type, actor: actorOf(caller), subject, data });

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
      const isNew = await database.transact(async (sql) => {
        const made = { ...service, createdBy: caller.userId };
        if (!(await serviceStoreOn(sql).insert(made))) return false;
        const { id, name, signsPeopleIn } = service;
        await record(sql, caller, {
          type: 'service.created',
          subject: { service: id },
          data: { name, signsPeopleIn },
        });
        return true;
      });
      if (isNew) return ok({ status: 201, body: { service: serviceView(service) } });
      return refuse('name_taken', `There is a service '${body.name}' already.`, {
        name: body.name,
      });
    }),
    route(kontorEndpoints.deleteService, async ({ params, caller }) => {
      const found = await find(params.service);
      if (!found.ok) return found;
      const { id, name } = found.value;
      await database.transact(async (sql) => {
        if (!(await serviceStoreOn(sql).remove(id, now()))) return;
        await record(sql, caller, {
          type: 'service.removed',
          subject: { service: id },
          data: { name },
        });
      });
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
      async ({ params, caller, body: { name, scopes, expiresAt } }) => {
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
        const serviceId = found.value.id;
        await database.transact(async (sql) => {
          await serviceStoreOn(sql).insertToken({ ...token, serviceId, hash: hashToken(secret) });
          await record(sql, caller, {
            type: 'service-token.created',
            subject: { service: serviceId, token: token.id },
            data: { name, scopes, expiresAt: expiry.value?.toISOString() ?? null },
          });
        });
        const shown = tokenView({ ...token, lastUsedAt: null });
        return ok({ status: 201, body: { token: shown, secret } });
      },
    ),
    route(kontorEndpoints.deleteServiceToken, async ({ params, caller }) => {
      const found = await find(params.service);
      if (!found.ok) return found;
      const { id } = found.value;
      const revoked = await database.transact(async (sql) => {
        const token = await serviceStoreOn(sql).revokeToken(id, params.token, now());
        if (token?.wasGood) {
          await record(sql, caller, {
            type: 'service-token.revoked',
            subject: { service: id, token: params.token },
            data: { name: token.name },
          });
        }
        return token;
      });
      if (revoked === undefined) return tokenNotFound(params.token);
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
