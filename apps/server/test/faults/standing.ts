import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { eventually } from '../world/story.ts';
import type { World } from '../world/world.ts';

/** How host and provider stand to each other, read from both without anything of the host's between. */
export type Standing = {
  /** The provider has it, and no resource of the host is it. */
  readonly orphans: readonly string[];
  /** The host has it, and the provider has not. */
  readonly ghosts: readonly string[];
  /** Both have it, and not as the same. */
  readonly differing: readonly string[];
  /** Accounts at the provider of installations that are over here. */
  readonly accounts: readonly string[];
  /** Installations here that the provider has no account of. */
  readonly accountless: readonly string[];
};

type HostRow = {
  external_id: string;
  name: string;
  status: string;
  region: string;
  plan: string | null;
  installation_id: string;
};

export async function standingOf({ database, provider }: World): Promise<Standing> {
  const rows = await database.read<HostRow>(
    `select external_id, name, status, metadata ->> 'region' as region, billing_plan ->> 'id' as plan,
       installation_id
     from resource where lifecycle = 'active'`,
  );
  const installed = await database.read<{ installation_id: string }>(
    `select installation_id from installation where lifecycle = 'installed'`,
  );
  const here = new Map(rows.map((row) => [row.external_id, row]));
  const open = new Set(installed.map((row) => row.installation_id));
  return {
    orphans: [...provider.resources.keys()].filter((id) => !here.has(id)),
    ghosts: [...here.keys()].filter((id) => !provider.resources.has(id)),
    differing: rows.filter((row) => isOther(row, provider)).map((row) => row.external_id),
    accounts: [...provider.installations.keys()].filter((id) => !open.has(id)),
    accountless: [...open].filter((id) => !provider.installations.has(id)),
  };
}

function isOther(row: HostRow, { resources }: World['provider']): boolean {
  const there = resources.get(row.external_id);
  if (there === undefined) return false;
  return (
    there.name !== row.name ||
    there.planId !== row.plan ||
    there.metadata.region !== row.region ||
    there.installationId !== row.installation_id
  );
}

/** Compares everything as an operator does, and waits for the report. */
export async function sweep({ owner }: World) {
  const begun = await owner.api(k.startReconciliation, { body: {} });
  const params = { reconciliation: begun.body.reconciliation.id };
  const report = await eventually(async () => {
    const { body } = await owner.api(k.getReconciliation, { params });
    return body.reconciliation.endedAt !== null && body.reconciliation;
  }, 300_000);
  const { body } = await owner.api(k.listFindings, { params, query: { limit: 500 } });
  return { report, findings: body.findings };
}

/** Repairs everything that a report says can be repaired. Answers how many were. */
export async function repairAll(
  world: World,
  { report, findings }: Awaited<ReturnType<typeof sweep>>,
) {
  let repaired = 0;
  for (const { id, repair } of findings) {
    if (repair === null) continue;
    const params = { reconciliation: report.id, finding: id };
    const { status } = await world.owner.api(k.repairFinding, { params, body: {} });
    if (status === 200) repaired += 1;
  }
  return repaired;
}
