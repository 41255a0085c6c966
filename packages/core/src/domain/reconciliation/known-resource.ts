import type { Resource } from '../resource/resource.ts';

/** A resource of an installation, with what is known of how it came and went. */
export type KnownResource = {
  readonly resource: Resource;
  /** It was made in another installation, or under another team. */
  readonly isTransferred: boolean;
  /** An operation or a transfer is under way that changes it. */
  readonly isChanging: boolean;
  /** The host has asked its provider to remove it, and was told that it is done. */
  readonly wasRemovedOnRequest: boolean;
};

/**
 * Whether it is the host's own to clean up: it was made by an operation of this installation. What was
 * imported, linked or transferred is somebody else's matter as well.
 *
 * @see spec/concepts.md — C13; docs/outcomes.md
 */
export function isOwn({ resource, isTransferred }: KnownResource): boolean {
  return resource.provisionedBy !== null && resource.ownership !== 'linked' && !isTransferred;
}

/** How it came here, for people to read. */
export function originOf({ resource, isTransferred }: KnownResource): string {
  if (isTransferred) return 'transferred';
  if (resource.ownership === 'linked') return 'linked';
  return resource.provisionedBy === null ? 'imported' : 'provisioned';
}
