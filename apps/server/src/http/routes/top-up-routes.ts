import { monthAround, ok, type Refusal, type Result, refuse, topUpSubject } from '@kontor/core';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import { type ResourceId, teamId } from '@kontor/protocol/vocabulary';
import type { Sql } from '../../postgres/sql.ts';
import { teamClock } from '../../postgres/team-clock.ts';
import { removeThreshold } from '../../postgres/threshold-store.ts';
import { listTopUpViews } from '../../postgres/top-up-views.ts';
import { type SetThresholdsPorts, setThresholds } from '../../rest/set-thresholds.ts';
import { type Route, route } from '../route.ts';
import { readInstallationId } from './installation-routes.ts';
import { readResourceId } from './resource-routes.ts';

export type TopUpRoutesPorts = SetThresholdsPorts & { readonly read: Sql };

/** When balances are filled up by themselves. @see spec/purchases.md — PUR-9 */
export function topUpRoutes(ports: TopUpRoutesPorts): readonly Route[] {
  const { database, read, recordEvent, now } = ports;
  const list = async (team: string) => {
    const at = await teamClock(read, team, now).now();
    return listTopUpViews(read, team, { month: monthAround(at), at });
  };
  return [
    route(kontorEndpoints.listTopUpRules, async ({ caller }) =>
      ok({ status: 200, body: { topUpRules: await list(caller.team.id) } }),
    ),
    route(kontorEndpoints.setTopUpRule, async ({ caller, params, body }) => {
      const subject = readSubject(params.subject);
      if (!subject.ok) return subject;
      const { installation } = params;
      const kept = await setThresholds(ports, caller, {
        installation,
        wishes: [
          {
            billingPlanId: body.billingPlanId,
            minimumAmountInCents: centsOf(body.below),
            purchaseAmountInCents: centsOf(body.buys),
            maximumAmountPerPeriodInCents:
              body.atMostPerMonth === null ? undefined : centsOf(body.atMostPerMonth),
            metadata: '{}',
            resource: subject.value ?? undefined,
          },
        ],
      });
      if (!kept.ok) return inWordsOfRules(kept.error);
      const topUpRule = (await list(caller.team.id)).find(
        (rule) => rule.installationId === installation && rule.resourceId === subject.value,
      );
      return topUpRule === undefined
        ? ruleNotFound(params.subject)
        : ok({ status: 200, body: { topUpRule } });
    }),
    route(kontorEndpoints.removeTopUpRule, async ({ caller, params }) => {
      const installation = readInstallationId(params.installation);
      if (!installation.ok) return installation;
      const subject = readSubject(params.subject);
      if (!subject.ok) return subject;
      const team = teamId.parse(caller.team.id);
      return database.transact(async (sql): Promise<Result<Removed, Refusal>> => {
        const owner = { teamId: team, installationId: installation.value };
        if (!(await removeThreshold(sql, owner, subject.value))) {
          return ruleNotFound(params.subject);
        }
        await recordEvent(sql, {
          teamId: team,
          actor: caller.actor,
          type: 'billing.threshold-removed',
          subject: topUpSubject(installation.value, { resourceId: subject.value }),
          data: {},
        });
        return ok({ status: 204, body: null });
      });
    }),
  ];
}

type Removed = { readonly status: 204; readonly body: null };

/** The id of a resource; null for the word that stands for the installation as a whole. */
function readSubject(named: string): Result<ResourceId | null, Refusal> {
  return named === 'installation' ? ok(null) : readResourceId(named);
}

function centsOf(dollars: string): number {
  const [whole = '0', part = ''] = dollars.split('.');
  return Number(whole) * 100 + Number(part.padEnd(2, '0'));
}

/** What fields of the protocol's thresholds are called here. */
const names: readonly (readonly [protocol: string, here: string])[] = [
  ['purchaseAmountInCents', 'buys'],
  ['maximumAmountPerPeriodInCents', 'atMostPerMonth'],
];

/** A refusal that names the fields as they were sent. */
function inWordsOfRules({ code, message, facts = {} }: Refusal) {
  const renamed = names.reduce((text, [protocol, here]) => text.replace(protocol, here), message);
  const { fields } = facts;
  if (!Array.isArray(fields)) return refuse(code, renamed, facts);
  return refuse(code, renamed, { ...facts, fields: fields.map(renameField) });
}

function renameField({ key, message }: { readonly key: string; readonly message: string }) {
  return { key: new Map(names).get(key) ?? key, message };
}

function ruleNotFound(named: string) {
  return refuse('top_up_rule_not_found', `Nothing fills up the balance of '${named}' by itself.`);
}
