import { createHash, randomBytes } from 'node:crypto';

/**
 * The id of the resource that a call makes: the same for every repeat of the call, so that a repeat
 * finds what a killed process had begun. A call without a key cannot be recognised, and gets a new one.
 */
export function resourceIdOf(installationId: string, idempotencyKey: string | undefined): string {
  return `pg_${digest([installationId, idempotencyKey ?? unique()], 20)}`;
}

/** The name of a resource's database, and of the role that owns what is in it. */
export function databaseNameOf(resourceId: string): string {
  return `kontor_${resourceId.replace(/^pg_/, '')}`;
}

/** The name of a role that signs in to a resource's database: one for each rotation. */
export function loginNameOf(resourceId: string, idempotencyKey: string | undefined): string {
  return `${databaseNameOf(resourceId)}_${digest([resourceId, idempotencyKey ?? unique()], 8)}`;
}

/** The database of a deployment's branch, which is also its owner; no resource's is called so. */
export function branchNameOf(resourceId: string, deploymentId: string): string {
  return `kontor_branch_${digest([resourceId, deploymentId], 20)}`;
}

/** Unguessable, and free of characters that would have to be escaped in an address. */
export function newPassword(): string {
  return randomBytes(24).toString('base64url');
}

function digest(parts: readonly string[], length: number): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, length);
}

function unique(): string {
  return randomBytes(16).toString('hex');
}
