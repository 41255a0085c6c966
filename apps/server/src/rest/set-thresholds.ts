import {
  checkThreshold,
  ok,
  planOfBalance,
  type Refusal,
  type Resource,
  type Result,
  refuse,
  requireActive,
  requireNative,
  topUpSubject,
} from '@kontor/core';
import type { Threshold, WantedThreshold } from '@kontor/protocol/rest';
import { type InstallationId, metadata } from '@kontor/protocol/vocabulary';
import type { TeamCaller } from '../http/route.ts';
import { readInstallationId } from '../http/routes/installation-routes.ts';
import { resourceNotFound } from '../http/routes/resource-routes.ts';
import type { RecordEvent } from '../people/record-event.ts';
import type { Database } from '../postgres/database.ts';
import { installationStore } from '../postgres/installation-store.ts';
import { resourceStore } from '../postgres/resource-store.ts';
import type { Sql } from '../postgres/sql.ts';
import { findStoreWithin } from '../postgres/store-rows.ts';
import { saveThreshold } from '../postgres/threshold-store.ts';

export type SetThresholdsPorts = {
  readonly database: Pick<Database, 'transact'>;
  readonly recordEvent: RecordEvent;
  readonly now: () => Date;
};

/** Without `resource`, of all resources of the installation. */
export type Wish = WantedThreshold & { readonly resource?: string | undefined };

/** Keeps when balances are to be filled up: all that are wished, or none. */
export function setThresholds(
  { database, recordEvent, now }: SetThresholdsPorts,
  caller: TeamCaller,
  { installation: named, wishes }: { installation: string; wishes: readonly Wish[] },
): Promise<Result<Threshold[], Refusal>> {
  const { team, actor } = caller;
  return database.transact(async (sql): Promise<Result<Threshold[], Refusal>> => {
    const id = readInstallationId(named);
    if (!id.ok) return id;
    const installation = requireNative(named, await installationStore(sql, team.id).hold(id.value));
    if (!installation.ok) return installation;
    const owner = { teamId: team.id, installationId: id.value };
    const kept: Threshold[] = [];
    for (const { resource, metadata: text, ...wanted } of wishes) {
      const found = await resourceOf(sql, owner, resource);
      if (!found.ok) return found;
      const checked = checkThreshold(planOfBalance(installation.value, found.value), wanted);
      if (!checked.ok) return checked;
      const parsed = readMetadata(text);
      if (!parsed.ok) return parsed;
      const threshold = { ...wanted, resourceId: found.value?.id ?? null, metadata: parsed.value };
      await saveThreshold(sql, owner, { threshold, at: now() });
      await recordEvent(sql, {
        teamId: team.id,
        actor,
        type: 'billing.threshold-set',
        subject: topUpSubject(id.value, { resourceId: found.value?.id ?? null }),
        data: {
          billingPlanId: wanted.billingPlanId,
          minimumAmountInCents: wanted.minimumAmountInCents,
          purchaseAmountInCents: wanted.purchaseAmountInCents,
          maximumAmountPerPeriodInCents: wanted.maximumAmountPerPeriodInCents ?? null,
        },
      });
      kept.push(shown(wanted, { metadata: parsed.value, resource: found.value }));
    }
    return ok(kept);
  });
}

async function resourceOf(
  sql: Sql,
  owner: { readonly teamId: string; readonly installationId: InstallationId },
  named: string | undefined,
): Promise<Result<Resource | null, Refusal>> {
  if (named === undefined) return ok(null);
  const id = await findStoreWithin(sql, owner.teamId, {
    installation: owner.installationId,
    named,
  });
  if (id === undefined) return resourceNotFound(named);
  return requireActive(named, await resourceStore(sql, owner.teamId).hold(id));
}

function readMetadata(text: string): Result<object, Refusal> {
  try {
    const parsed = metadata.safeParse(JSON.parse(text));
    if (parsed.success) return ok(parsed.data);
  } catch {
    // no JSON at all, which is refused like JSON of another shape
  }
  const message = 'a JSON object in text';
  return refuse('invalid_request', `metadata must be ${message}.`, {
    fields: [{ key: 'metadata', message }],
  });
}

type Kept = { readonly metadata: object; readonly resource: Resource | null };

function shown(wanted: Omit<WantedThreshold, 'metadata'>, { metadata, resource }: Kept): Threshold {
  const { maximumAmountPerPeriodInCents, ...rest } = wanted;
  return {
    ...(resource?.externalId ? { resourceId: resource.externalId } : {}),
    ...rest,
    ...(maximumAmountPerPeriodInCents === undefined ? {} : { maximumAmountPerPeriodInCents }),
    metadata: JSON.stringify(metadata),
  };
}
