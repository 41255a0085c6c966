import { ProviderError } from '@kontor/provider';
import { installationIn, planOf, resourceIn } from '../provider/memory-provider.ts';
import type { Kept } from '../provider/store.ts';
import { broken } from './broken-provider.ts';
import {
  answering,
  isProvision,
  isRead,
  OVERLAP_MS,
  pause,
  refusal,
  resourcesWith,
  rewriting,
  without,
} from './faults.ts';

/** In which a body comes that is sent as usual. */
const MOST_PIECES = 2;

/** Providers that make, show and remove resources wrongly. */
export const brokenAboutResources = [
  broken(
    'one resource is all that an installation can have',
    'several-resources',
    resourcesWith(({ provision }, { store }) => ({
      provision: async (call) => {
        const made = await provision(call);
        const { resources } = installationIn(store, call.installationId);
        const id = call.installationId;
        const { secrets, ...report } = { ...made, id };
        resources.delete(made.id);
        resources.set(id, { report, secrets });
        return { ...report, secrets };
      },
    })),
  ),
  broken(
    'deleting one resource deletes all',
    'several-resources',
    resourcesWith((_, { store }) => ({
      delete: ({ installationId }) => store.installations.get(installationId)?.resources.clear(),
    })),
  ),
  broken(
    'deleting deletes nothing',
    'delete-resource',
    resourcesWith(() => ({ delete: () => {} })),
  ),
  broken(
    'what was deleted is still shown, as uninstalled',
    'delete-resource',
    resourcesWith((_, { store }) => ({
      delete: ({ installationId, resourceId }) => {
        const kept = store.installations.get(installationId)?.resources.get(resourceId);
        if (kept === undefined) return;
        const report = { ...kept.report, status: 'uninstalled' as const };
        installationIn(store, installationId).resources.set(resourceId, { ...kept, report });
      },
    })),
  ),
  broken(
    'what is gone cannot be deleted',
    'delete-resource-again',
    resourcesWith((right, { store }) => ({
      delete: (call) => {
        resourceIn(store, call.installationId, call.resourceId);
        return right.delete(call);
      },
    })),
  ),
  broken(
    'the system may not delete',
    'delete-resource-by-anybody',
    answering(({ request, path }) =>
      request.method === 'DELETE' &&
      path.includes('/resources/') &&
      request.headers.get('x-vercel-auth') === 'system'
        ? refusal(403, 'forbidden')
        : undefined,
    ),
  ),
  broken(
    'a resource that is not there is 200 and null',
    'unknown-resource',
    rewriting(isRead, (_, response) => (response.status === 404 ? Response.json(null) : response)),
  ),
  broken(
    'a resource that is not there is 400',
    'unknown-resource',
    rewriting(isRead, (_, response) =>
      response.status === 404 ? refusal(400, 'bad_request') : response,
    ),
  ),
  broken(
    'resources are found by their id alone',
    'resources-apart',
    resourcesWith((_, { store }) => ({
      get: ({ resourceId }) => anywhere(store.installations.values(), resourceId).report,
    })),
  ),
  broken(
    'resources are deleted by their id alone',
    'resources-apart',
    resourcesWith((_, { store }) => ({
      delete: ({ resourceId }) => {
        for (const { resources } of store.installations.values()) resources.delete(resourceId);
      },
    })),
  ),
  broken(
    'secrets are left out',
    'provision',
    provisioned(({ secrets: _, ...body }) => body),
  ),
  broken(
    'a secret has no value',
    'provision',
    provisioned((body) => ({ ...body, secrets: [{ name: 'QUEUE_URL' }] })),
  ),
  broken(
    'a status is answered that nobody knows',
    'provision',
    provisioned((body) => ({ ...body, status: 'available' })),
  ),
  broken(
    'a name of a secret is there twice',
    'names-of-secrets',
    provisioned((body) => ({
      ...body,
      secrets: [...(body.secrets as object[]), ...(body.secrets as object[])],
    })),
  ),
  broken(
    'a name of a secret cannot be a variable',
    'names-of-secrets',
    provisioned((body) => ({ ...body, secrets: [{ name: 'queue-url', value: 'x' }] })),
  ),
  broken(
    'the plan is left out',
    'plan-of-a-resource',
    provisioned(({ billingPlan: _, ...body }) => body),
  ),
  broken(
    'the plan is another than was asked for',
    'plan-of-a-resource',
    provisioned((body) => ({ ...body, billingPlan: planOf('pro') })),
  ),
  broken(
    'names are made lower case and longer',
    'read-resource',
    rewriting(isRead, (body, response) =>
      response.status === 200 ? { ...body, name: `team-${body.name}` } : response,
    ),
  ),
  broken(
    'the id is another when it is read',
    'read-resource',
    rewriting(isRead, (body, response) =>
      response.status === 200 ? { ...body, id: `queue-${body.id}` } : response,
    ),
  ),
  broken(
    'the form is not verified',
    'form-verified',
    resourcesWith((right) => ({
      provision: async (call) => {
        const { metadata } = call.body;
        const body = { ...call.body, metadata: { region: 'fra1' } };
        return { ...(await right.provision({ ...call, body })), metadata };
      },
    })),
  ),
  broken(
    'a body that cannot be read is a failure',
    'body-verified',
    answering(async (seen) => {
      if (!isProvision(seen)) return undefined;
      const text = await seen.request.text();
      return text.endsWith('}') ? undefined : refusal(500, 'internal_server_error');
    }),
  ),
  broken('every call makes a resource, whatever its key', 'repeat-of-a-key', {
    answer: (answer) => (request) =>
      answer(request.method === 'POST' ? without(request, 'idempotency-key') : request),
  }),
  broken('a key counts once its first call is over', 'duplicates-in-parallel', {
    options: (options) => {
      const { idempotencyStore: right, handlers } = options;
      if (right === undefined) return options;
      const overlapped = Promise.withResolvers<void>();
      return {
        ...options,
        idempotencyStore: {
          ...right,
          begin: async (key, fingerprint) => {
            const begun = await right.begin(key, fingerprint);
            if (begun.state !== 'running') return begun;
            overlapped.resolve();
            return { state: 'new' };
          },
        },
        handlers: {
          ...handlers,
          resource: {
            ...handlers.resource,
            provision: async (call) => {
              await Promise.race([overlapped.promise, pause(OVERLAP_MS)]);
              return handlers.resource.provision(call);
            },
          },
        },
      };
    },
  }),
  broken('a repeat of a key has other secrets', 'repeat-of-a-key', {
    ...rewriting(isProvision, (body, response) =>
      response.status === 200
        ? { ...body, secrets: [{ name: 'QUEUE_TOKEN', value: crypto.randomUUID() }] }
        : response,
    ),
  }),
  broken('keys are shared by all installations', 'keys-of-two-installations', {
    answer: (answer) => {
      const answers = new Map<string, Response>();
      return async (request) => {
        const key = request.headers.get('idempotency-key');
        if (key === null || !request.url.endsWith('/resources')) return answer(request);
        const given = answers.get(key) ?? (await answer(request));
        answers.set(key, given.clone());
        return given;
      };
    },
  }),
  broken('a call that broke off blocks its key', 'lost-answer', {
    answer: (answer) => {
      const begun = new Set<string>();
      return async (request) => {
        const key = request.headers.get('idempotency-key');
        if (key === null || !request.url.endsWith('/resources')) return answer(request);
        if (begun.has(key)) return refusal(409, 'conflict', 'It was begun already.');
        begun.add(key);
        return answer(request);
      };
    },
  }),
  broken('a body that broke off blocks its key', 'cut-connection', {
    answer: (answer) => {
      const blocked = new Set<string>();
      return async (request) => {
        const key = request.headers.get('idempotency-key') ?? '';
        if (blocked.has(key)) return refusal(409, 'conflict', 'It was begun already.');
        const copy = request.clone() as Request;
        await copy.text().catch((error: unknown) => {
          blocked.add(key);
          throw error;
        });
        return answer(request);
      };
    },
  }),
  broken(
    'keys of a body that are not known are refused',
    'unknown-keys-ignored',
    answering(async ({ request }) =>
      (await request.text()).includes('kontorCheck') ? refusal(400, 'validation_error') : undefined,
    ),
  ),
  broken('a body that comes slowly is given up', 'slow-connection', {
    answer: (answer) => async (request) => {
      const body = (request.clone() as Request).body?.getReader();
      // how slow the machine is changes nothing of how many pieces there are
      for (let pieces = 0; pieces <= MOST_PIECES; pieces++) {
        const read = await body?.read();
        if (read?.done ?? true) return answer(request);
      }
      return refusal(408, 'timeout');
    },
  }),
];

function provisioned(change: (body: Record<string, unknown>) => object) {
  return rewriting(isProvision, (body, response) =>
    response.status === 200 ? change(body) : response,
  );
}

function anywhere(
  installations: Iterable<{ readonly resources: ReadonlyMap<string, Kept> }>,
  resourceId: string,
): Kept {
  for (const { resources } of installations) {
    const found = resources.get(resourceId);
    if (found !== undefined) return found;
  }
  throw new ProviderError('not_found', 'There is no such resource.');
}
