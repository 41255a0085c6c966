import type { Secret } from '@kontor/provider';
import type { OneAtATime } from '@kontor/provider-process';
import type { Cluster } from '../cluster/cluster.ts';
import { type Copied, copyDatabase } from '../databases/copy-database.ts';
import { dropDatabase } from '../databases/drop-database.ts';
import { limitDatabase } from '../databases/limit-database.ts';
import { createLogin } from '../databases/logins.ts';
import { branchNameOf, databaseNameOf, newPassword } from '../databases/names.ts';
import { secretsOf } from '../databases/secrets.ts';
import { limitsOf } from '../product/limits.ts';
import type { BranchStore } from '../state/branch-store.ts';
import type { LoginStore } from '../state/login-store.ts';
import type { ResourceStore } from '../state/resource-store.ts';

export type BranchParts = {
  readonly cluster: Cluster;
  readonly resources: ResourceStore;
  readonly logins: LoginStore;
  readonly branches: BranchStore;
  readonly oneAtATime: OneAtATime;
  /** How long transactions in a database are waited for before they are cut for a copy of it. */
  readonly branchPatienceMs: number;
};

export type Branch = Copied & { readonly secrets: Secret[] };

type Which = {
  readonly installationId: string;
  readonly resourceId: string;
  readonly deploymentId: string;
};

/**
 * Copies the database of a resource for one deployment, with a role of its own. Repeating it answers
 * the same secrets; `undefined` when the resource is not there, or the branch was dropped before.
 */
export function makeBranch(
  { cluster, resources, logins, branches, oneAtATime, branchPatienceMs }: BranchParts,
  { installationId, resourceId, deploymentId }: Which,
): Promise<Branch | undefined> {
  return oneAtATime(resourceId, async () => {
    const resource = await resources.find(installationId, resourceId);
    if (resource?.status !== 'ready') return undefined;
    const name = branchNameOf(resourceId, deploymentId);
    const password = newPassword();
    const branch = await branches.intend({ name, resourceId, deploymentId, password });
    if (branch === undefined) return undefined;
    const source = databaseNameOf(resourceId);
    const { cutTransactions } = await copyDatabase(cluster, {
      source,
      name,
      logins: await logins.rolesOf(resourceId),
      patienceMs: branchPatienceMs,
    });
    const login = { role: loginOf(name), password: branch.password, database: name };
    await createLogin(cluster, login);
    const limits = limitsOf({ planId: resource.planId, size: resource.form.size });
    await limitDatabase(cluster, { name, logins: [login.role], limits });
    return { secrets: secretsOf(cluster.address, login), cutTransactions };
  });
}

/** Drops the branch of one deployment, and keeps it from being made later. Repeating it is fine. */
export function dropBranch(
  { cluster, resources, branches, oneAtATime }: Omit<BranchParts, 'branchPatienceMs'>,
  { installationId, resourceId, deploymentId }: Which,
): Promise<void> {
  return oneAtATime(resourceId, async () => {
    if (!(await resources.find(installationId, resourceId))) return;
    const name = branchNameOf(resourceId, deploymentId);
    await branches.drop({ name, resourceId, deploymentId });
    await dropDatabase(cluster, { name, logins: [loginOf(name)] });
  });
}

/** Drops every branch of a resource that is being removed. The caller is alone with the resource. */
export async function dropBranches(
  { cluster, branches }: Pick<BranchParts, 'cluster' | 'branches'>,
  resourceId: string,
): Promise<void> {
  for (const name of await branches.namesOf(resourceId)) {
    await dropDatabase(cluster, { name, logins: [loginOf(name)] });
  }
  await branches.forget(resourceId);
}

function loginOf(branch: string): string {
  return `${branch}_login`;
}
