import { ProviderError } from '@kontor/provider';
import type { KeptInstallation } from '../provider/store.ts';
import { broken } from './broken-provider.ts';
import {
  answering,
  forbidden,
  installationsWith,
  isProvision,
  isUninstall,
  refusal,
  resourcesWith,
  until,
} from './faults.ts';

/** Providers that open and end installations wrongly. */
export const brokenAboutInstallations = [
  broken(
    'a person has to sign up first',
    'install',
    answering(({ request, path, parts }) =>
      request.method === 'PUT' && !parts.store.installations.has(path.split('/').at(-1) ?? '')
        ? refusal(409, 'conflict', 'Sign up at https://queues.test first.')
        : undefined,
    ),
  ),
  broken(
    'an installation that is told again loses its resources',
    'install-again',
    installationsWith(({ upsert }, { store }) => ({
      upsert: (call) => {
        store.installations.delete(call.installationId);
        return upsert(call);
      },
    })),
  ),
  broken(
    'an installation that is told again is refused',
    'install-again',
    installationsWith(({ upsert }, { store }) => ({
      upsert: (call) => {
        if (!store.installations.has(call.installationId)) return upsert(call);
        throw new ProviderError('conflict', 'It is installed already.');
      },
    })),
  ),
  broken(
    'an uninstall leaves the resources',
    'uninstall',
    installationsWith(() => ({ delete: () => ({ finalized: true }) })),
  ),
  broken(
    'an uninstall leaves the resources unless it is told of them',
    'uninstall',
    installationsWith((right) => ({
      delete: (call) => (call.body.cascadeResourceDeletion ? right.delete(call) : undefined),
    })),
  ),
  broken(
    'an installation that has ended is opened by provisioning',
    'uninstall',
    resourcesWith(({ provision }, { store }) => ({
      provision: (call) => {
        if (!store.installations.has(call.installationId)) {
          store.installations.set(call.installationId, emptyInstallation());
        }
        return provision(call);
      },
    })),
  ),
  broken(
    'an uninstall that comes again is refused',
    'uninstall-again',
    installationsWith((right, { store }) => ({
      delete: (call) => {
        if (store.installations.has(call.installationId)) return right.delete(call);
        throw new ProviderError('not_found', 'It is not installed.');
      },
    })),
  ),
  broken(
    'an uninstall needs a person',
    'uninstall-by-anybody',
    answering((seen) =>
      isUninstall(seen) && seen.request.headers.get('x-vercel-auth') === 'system'
        ? forbidden()
        : undefined,
    ),
  ),
  broken(
    'an uninstall needs a body',
    'uninstall-without-body',
    answering(async (seen) =>
      isUninstall(seen) && (await seen.request.text()) === ''
        ? refusal(400, 'validation_error')
        : undefined,
    ),
  ),
  broken('an id that was used comes back with what it had', 'install-anew', {
    handlers: (right, { store }) => {
      const ended = new Map<string, KeptInstallation>();
      return {
        ...right,
        installation: {
          ...right.installation,
          upsert: (call) => {
            const former = ended.get(call.installationId);
            if (former !== undefined) store.installations.set(call.installationId, former);
            return right.installation.upsert(call);
          },
          delete: (call) => {
            const present = store.installations.get(call.installationId);
            if (present !== undefined) ended.set(call.installationId, present);
            return right.installation.delete(call);
          },
        },
      };
    },
  }),
  broken('an id that was used is refused', 'install-anew', {
    handlers: (right) => {
      const ended = new Set<string>();
      return {
        ...right,
        installation: {
          ...right.installation,
          upsert: (call) => {
            if (!ended.has(call.installationId)) return right.installation.upsert(call);
            throw new ProviderError('conflict', 'It was uninstalled.');
          },
          delete: (call) => {
            ended.add(call.installationId);
            return right.installation.delete(call);
          },
        },
      };
    },
  }),
  broken(
    'a provision that runs while its installation ends brings it back',
    'uninstall-during-provision',
    resourcesWith(({ provision }, { store }) => ({
      provision: async (call) => {
        const before = store.installations.get(call.installationId);
        await until(() => !store.installations.has(call.installationId));
        if (before !== undefined) store.installations.set(call.installationId, before);
        return provision(call);
      },
    })),
  ),
  broken(
    'the account of an installation may never change',
    'account-handed-over',
    answering((seen) => {
      const { installation_id: id, account_id: account } = seen.claims;
      const known = seen.parts.store.installations.get(String(id))?.accountId;
      return known !== undefined && account !== known && !isProvision(seen)
        ? forbidden()
        : undefined;
    }),
  ),
];

function emptyInstallation(): KeptInstallation {
  return {
    ...{ accessToken: '', accountId: '', planId: undefined },
    ...{ resources: new Map(), balances: new Map() },
  };
}
