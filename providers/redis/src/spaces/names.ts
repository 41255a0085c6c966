import { createHash, createHmac, randomBytes } from 'node:crypto';

/**
 * The id of the resource that a call makes: the same for every repeat of the call, so that a repeat
 * finds what a killed process had begun. A call without a key cannot be recognised, and gets a new one.
 */
export function resourceIdOf(installationId: string, idempotencyKey: string | undefined): string {
  return `redis_${digest([installationId, idempotencyKey ?? unique()], 20)}`;
}

/** What all keys of a resource begin with. Nothing in it is special in a pattern. */
export function prefixOf(resourceId: string): string {
  return `${spaceOf(resourceId)}:`;
}

/** The name of a user of a resource: one for each rotation. */
export function loginNameOf(resourceId: string, idempotencyKey: string | undefined): string {
  return `${spaceOf(resourceId)}_${digest([resourceId, idempotencyKey ?? unique()], 8)}`;
}

/** Whether a user of the server is one of those that this provider makes. */
export function isLoginName(name: string): boolean {
  return /^[0-9a-f]{20}_[0-9a-z]+$/.test(name);
}

/** A user that exists for one line. */
export function typingNameOf(resourceId: string): string {
  return `${spaceOf(resourceId)}_typing${randomBytes(6).toString('hex')}`;
}

/** Unguessable without the key, and with it always the same: so no password is kept anywhere. */
export function passwordOf(loginName: string, key: Buffer): string {
  return createHmac('sha256', key).update(loginName).digest('base64url');
}

function spaceOf(resourceId: string): string {
  return resourceId.replace(/^redis_/, '');
}

function digest(parts: readonly string[], length: number): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, length);
}

function unique(): string {
  return randomBytes(16).toString('hex');
}
