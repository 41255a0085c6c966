import type { Metadata, Secret } from '@kontor/provider';
import type { Vault } from '@kontor/provider-process';
import type { Instance } from '../broker/client.ts';
import type { Store } from './store.ts';

export type Installation = {
  readonly id: string;
  readonly accessToken: string;
  readonly accountId: string;
  readonly acceptedPolicies: Readonly<Record<string, string>>;
};

/** What a team wants to have changed, while the broker is at it. */
export type Wanted = {
  readonly name: string;
  readonly metadata: Metadata;
  readonly planId: string;
  readonly version: string | undefined;
};

/** A binding that is being made to take the place of the one there is. */
export type RotationUnderWay = {
  readonly bindingId: string;
  readonly operation: string | undefined;
  /** How long the former secrets have to work once there are new ones. */
  readonly overlapMs: number;
  readonly nextAt: number;
  readonly until: number;
};

/**
 * A service instance of a team.
 *
 *     asked ──▶ making ──▶ binding ──▶ telling ──▶ ready ◀──▶ changing
 *       └──────────┴──────────┴──▶ failed
 *
 * `asked` is before the broker has answered, `telling` is when the host has yet to hear of secrets that
 * came later than its call.
 */
export type Resource = Instance & {
  readonly id: string;
  readonly installationId: string;
  readonly slug: string;
  readonly name: string;
  readonly metadata: Metadata;
  readonly state: 'asked' | 'making' | 'binding' | 'telling' | 'ready' | 'changing' | 'failed';
  /** Of `maintenance_info`, that the instance was made or last changed with. */
  readonly version: string | undefined;
  readonly dashboardUrl: string | undefined;
  readonly bindingId: string | undefined;
  readonly secrets: readonly Secret[];
  /** The broker's name of what is under way. */
  readonly operation: string | undefined;
  readonly wanted: Wanted | undefined;
  /** New secrets that the broker is at; absent where there are none, also in older records. */
  readonly rotation?: RotationUnderWay | undefined;
  /** When it is looked after next, and when it is given up; in milliseconds of the epoch. */
  readonly nextAt: number;
  readonly until: number;
  /** What people are told. */
  readonly message: string | undefined;
};

/**
 * What is to be deleted at the broker: an instance with its bindings, or bindings alone. It stays until
 * the broker says that it is gone.
 */
export type Leaving = Instance & {
  readonly id: string;
  readonly bindingIds: readonly string[];
  readonly isWhole: boolean;
  /** The broker has begun with the first of what is left, under this name. */
  readonly isRunning: boolean;
  readonly operation: string | undefined;
  readonly nextAt: number;
  readonly until: number;
  readonly tries: number;
};

export type Records = ReturnType<typeof openRecords>;

/** Everything that the bridge knows. Credentials are sealed. */
export function openRecords(store: Store, vault: Vault) {
  const installations = store.documents<Installation>('installation');
  const resources = store.documents<Omit<Resource, 'secrets'> & { readonly sealed: string }>(
    'resource',
  );
  const leaving = store.documents<Leaving>('leaving');

  const opened = (kept: ReturnType<typeof resources.get>): Resource | undefined => {
    if (kept === undefined) return undefined;
    const { sealed, ...resource } = kept;
    return { ...resource, secrets: JSON.parse(vault.open(Buffer.from(sealed, 'base64'), kept.id)) };
  };

  return {
    together: store.together,
    installations: {
      get: (id: string): Installation | undefined => {
        const kept = installations.get(id);
        if (kept === undefined) return undefined;
        return { ...kept, accessToken: vault.open(Buffer.from(kept.accessToken, 'base64'), id) };
      },
      put: (installation: Installation): void => {
        const { id, accessToken } = installation;
        const sealed = vault.seal(accessToken, id).toString('base64');
        installations.put(id, { ...installation, accessToken: sealed });
      },
      remove: installations.remove,
    },
    resources: {
      find: (installationId: string, id: string): Resource | undefined => {
        const found = opened(resources.get(id));
        return found?.installationId === installationId ? found : undefined;
      },
      all: (): Resource[] => resources.all().map((each) => opened(each) as Resource),
      put: ({ secrets, ...resource }: Resource): void => {
        const sealed = vault.seal(JSON.stringify(secrets), resource.id).toString('base64');
        resources.put(resource.id, { ...resource, sealed });
      },
      remove: resources.remove,
    },
    leaving,
  };
}
