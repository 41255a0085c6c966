import type { Secret } from '@kontor/protocol';
import { rotateSecrets } from '@kontor/protocol/partner';
import type { Handler } from '../call.ts';
import { json, type Operation, operation } from '../operation.ts';

/** The new secrets at once, or `sync: false` when they follow by `host.updateSecrets`. */
export type Rotation =
  | {
      readonly sync: true;
      readonly secrets: readonly Secret[];
      /** Whether secrets that are not listed stay as they are. */
      readonly partial?: boolean | undefined;
    }
  | { readonly sync: false };

export type RotationHandlers = {
  /**
   * Replaces the secrets. The old ones go on working for `delayOldSecretsExpirationHours`; refuse a
   * delay that cannot be kept.
   *
   * @see spec/partner-api.md §4.10
   */
  readonly rotateSecrets?: Handler<typeof rotateSecrets, Rotation>;
};

export function rotationOperations(handlers: RotationHandlers): Operation[] {
  return [
    operation(rotateSecrets, handlers.rotateSecrets, (rotation) =>
      json(rotation.sync ? 200 : 202, rotation),
    ),
  ];
}
