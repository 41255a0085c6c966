import {
  deleteInstallation,
  getInstallation,
  type InstallationDeletion,
  type InstallationState,
  updateInstallation,
  upsertInstallation,
} from '@kontor/protocol/partner';
import type { Handler } from '../call.ts';
import { type Answer, json, nothing, type Operation, operation } from '../operation.ts';

/** @see spec/partner-api.md §4.1 to §4.4 */
export type InstallationHandlers = {
  /**
   * A team installs, or its credential, policies or account are told again: create or update. Keep
   * `body.credentials.access_token` secret and at hand, for it is the key to all calls back.
   */
  readonly upsert: Handler<typeof upsertInstallation, InstallationState | undefined>;
  /**
   * A team uninstalls: remove everything of it, since resources are not deleted one by one. Answer
   * `finalized: true` unless a last invoice follows, and nothing where there was nothing to remove.
   */
  readonly delete: Handler<typeof deleteInstallation, InstallationDeletion | undefined>;
  /** Needed with plans that cover a whole installation, or to show a notification. */
  readonly get?: Handler<typeof getInstallation, InstallationState>;
  /** The plan of the whole installation changes. */
  readonly update?: Handler<typeof updateInstallation, InstallationState | undefined>;
};

export function installationOperations(handlers: InstallationHandlers): Operation[] {
  return [
    operation(upsertInstallation, handlers.upsert, jsonOrNothing),
    operation(deleteInstallation, handlers.delete, jsonOrNothing),
    operation(getInstallation, handlers.get, jsonOrNothing),
    operation(updateInstallation, handlers.update, jsonOrNothing),
  ];
}

function jsonOrNothing(body: object | undefined): Answer {
  return body === undefined ? nothing : json(200, body);
}
