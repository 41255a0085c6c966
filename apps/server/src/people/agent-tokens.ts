import {
  actionsIn,
  givenByDefault,
  type Mandate,
  type MandatedProduct,
  narrow,
  ok,
  type Refusal,
  type Result,
  refuse,
} from '@kontor/core';
import { type Action, teamId, tokenId } from '@kontor/protocol/vocabulary';
import type { PersonCaller, TeamCaller } from '../http/route.ts';
import { mintId } from '../ids.ts';
import { mandateStore } from '../postgres/mandate-store.ts';
import type { Sql } from '../postgres/sql.ts';
import { accessTokenStoreOn } from './access-token-store.ts';
import { requireNoWider } from './grant-width.ts';
import { findProjects } from './personal-tokens.ts';
import type { PeopleRoutesPorts } from './team-routes.ts';
import { hashToken, hintOf, mintToken } from './token-text.ts';

/** A token for an agent that is wished for. */
export type WishedMandate = {
  readonly agent: string;
  readonly actions?: readonly Action[] | undefined;
  /** Ids or names. */
  readonly projects?: readonly string[] | undefined;
  readonly environments?: readonly string[] | undefined;
  /** By the slugs of integration and product. */
  readonly products?: readonly string[] | undefined;
  readonly budget?:
    | { readonly perMonth: string; readonly perPurchase?: string | undefined }
    | undefined;
  readonly expiresAt: Date;
};

/** Lets an agent act for the caller, no further than they may, and answers its token once. */
export function createAgentToken(
  { database, recordEvent, now }: PeopleRoutesPorts,
  caller: TeamCaller,
  wished: WishedMandate,
): Promise<Result<{ readonly id: string; readonly secret: string }, Refusal>> {
  const { person, team, actor } = caller;
  const at = now();
  return database.transact(async (sql) => {
    if (person === null || person.serviceId !== undefined) return needsPerson();
    const projects = await reachedProjects(sql, caller, wished.projects);
    if (!projects.ok) return projects;
    const products = await namedProducts(sql, wished.products);
    if (!products.ok) return products;
    const actions = wished.actions ?? narrow(givenByDefault, actionsIn(caller.grant));
    const environments = wished.environments ?? caller.grant.environments ?? null;
    const limits = { actions, projects: projects.value, environments };
    const beyond = actions.filter((each) => !actionsIn(caller.grant).includes(each));
    if (beyond.length > 0) return beyondMaker(beyond);
    const allowed = requireNoWider(grantOf(caller, limits, wished), caller.grant);
    if (!allowed.ok) return allowed;
    const secret = mintToken('agent');
    const mandate: Mandate = {
      ...limits,
      tokenId: tokenId.parse(mintId('token', at)),
      teamId: teamId.parse(team.id),
      userId: person.userId,
      agent: wished.agent,
      products: products.value,
      budget: wished.budget
        ? { perMonth: wished.budget.perMonth, perPurchase: wished.budget.perPurchase ?? null }
        : null,
      createdAt: at,
      expiresAt: wished.expiresAt,
      revokedAt: null,
    };
    await insert(sql, { mandate, secret, person });
    const { expiresAt, agent } = wished;
    await recordEvent(sql, {
      teamId: team.id,
      type: 'token.created',
      actor,
      subject: { token: mandate.tokenId },
      data: {
        ...{ name: agent, agent, expiresAt: expiresAt.toISOString(), actions: [...actions] },
        projects: limits.projects && [...limits.projects],
        environments: environments && [...environments],
        products: wished.products ? [...wished.products] : null,
        budget: mandate.budget && { ...mandate.budget },
      },
    });
    return ok({ id: mandate.tokenId, secret });
  });
}

async function insert(
  sql: Sql,
  {
    mandate,
    secret,
    person,
  }: {
    readonly mandate: Mandate;
    readonly secret: string;
    readonly person: PersonCaller;
  },
): Promise<void> {
  const { tokenId: id, agent, teamId: team, createdAt, expiresAt, userId } = mandate;
  await accessTokenStoreOn(sql).insert({
    ...{ id, kind: 'agent', name: agent, createdAt, expiresAt, userId, teamId: team },
    hint: hintOf(secret),
    hash: hashToken(secret),
    madeWith: person.tokenId,
  });
  await mandateStore(sql, team).insert(mandate);
}

type Limits = Pick<Mandate, 'actions' | 'projects' | 'environments'>;

function grantOf(
  { grant: { role } }: TeamCaller,
  { actions, projects, environments }: Limits,
  { expiresAt }: WishedMandate,
) {
  return {
    ...{ role, actions, expiresAt },
    ...(projects && { projects }),
    ...(environments && { environments }),
  };
}

async function reachedProjects(
  sql: Sql,
  { team, grant }: TeamCaller,
  named: readonly string[] | undefined,
): Promise<Result<Limits['projects'], Refusal>> {
  return named === undefined ? ok(grant.projects ?? null) : findProjects(sql, team.id, named);
}

async function namedProducts(
  sql: Sql,
  named: readonly string[] | undefined,
): Promise<Result<readonly MandatedProduct[] | null, Refusal>> {
  if (named === undefined) return ok(null);
  const found: MandatedProduct[] = [];
  for (const name of named) {
    const [integration, product = null] = name.split('/');
    const [row] = await sql<MandatedProduct>(
      `select i.integration_id as "integrationId", p.product_id as "productId"
       from integration i left join product p on p.integration_id = i.integration_id and p.slug = $2
       where i.slug = $1 and ($2::text is null or p.product_id is not null)`,
      [integration, product],
    );
    if (row === undefined) return productNotFound(name);
    found.push(row);
  }
  return ok(found);
}

function productNotFound(name: string) {
  return refuse('product_not_found', `There is no product '${name}' in the catalogue.`, {
    product: name,
  });
}

function beyondMaker(actions: readonly Action[]) {
  return refuse(
    'forbidden',
    `An agent may not do more than its person: it would be given ${actions.join(', ')}, which you may not do here.`,
    { actions },
  );
}

function needsPerson() {
  return refuse(
    'forbidden',
    'Only a person lets an agent act for them: sign in, or send a personal token.',
  );
}
