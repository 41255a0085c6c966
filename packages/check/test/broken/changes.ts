import {
  installationIn,
  newSecrets,
  planOf,
  resourceIn,
  verifyForm,
} from '../provider/memory-provider.ts';
import { plans } from '../provider/store.ts';
import { broken } from './broken-provider.ts';
import { answering, isRotate, refusal, resourcesWith, rewriting, without } from './faults.ts';

/** Providers that change resources, plans and secrets wrongly. */
export const brokenAboutChanges = [
  broken(
    'a plan has no description',
    'plans-of-a-product',
    rewriting(
      ({ path }) => path.startsWith('/v1/products/'),
      () => ({ plans: plans.map(({ description: _, ...plan }) => plan) }),
    ),
  ),
  broken(
    'plans need the form',
    'plans-without-form',
    answering(({ request, path }) =>
      path.startsWith('/v1/products/') && !new URL(request.url).searchParams.has('metadata')
        ? refusal(400, 'validation_error')
        : undefined,
    ),
  ),
  broken(
    'a plan that is not offered is taken for the first',
    'unknown-plan-refused',
    resourcesWith(({ provision }) => ({
      provision: (call) => {
        const isOffered = plans.some(({ id }) => id === call.body.billingPlanId);
        const body = { ...call.body, ...(!isOffered && { billingPlanId: 'free' }) };
        return provision({ ...call, body });
      },
    })),
  ),
  broken('the plans of a resource are not served', 'plans-of-a-resource', {
    handlers: ({ plans: { forResource: _, ...others }, ...right }) => ({ ...right, plans: others }),
  }),
  broken(
    'a change of plan is answered with the former plan',
    'change-plan',
    resourcesWith(({ update }) => ({
      update: async (call) => {
        const { billingPlanId: _, ...body } = call.body;
        if (update === undefined) throw new Error('It has no update.');
        return update({ ...call, body });
      },
    })),
  ),
  {
    billsPerInstallation: true,
    ...broken('the plan of an installation stays', 'change-plan-of-an-installation', {
      handlers: (right) => ({
        ...right,
        installation: {
          ...right.installation,
          update: () => ({ billingPlan: planOf('team') }),
        },
      }),
    }),
  },
  broken(
    'what a change does not name is taken away',
    'rename-resource',
    resourcesWith((_, { store }) => ({
      update: ({ installationId, resourceId, body }) => {
        const kept = resourceIn(store, installationId, resourceId);
        const { name = '', metadata = {} } = body;
        const report = { ...kept.report, name, metadata };
        installationIn(store, installationId).resources.set(resourceId, { ...kept, report });
        return report;
      },
    })),
  ),
  broken(
    'a new name is answered and not kept',
    'rename-resource',
    resourcesWith((_, { store }) => ({
      update: ({ installationId, resourceId, body }) => {
        verifyForm(body.metadata ?? {});
        const { report } = resourceIn(store, installationId, resourceId);
        return { ...report, ...(body.name !== undefined && { name: body.name }) };
      },
    })),
  ),
  broken(
    'a change of the form puts the plan back to the first',
    'change-metadata',
    resourcesWith((right, { store }) => ({
      update: async (call) => {
        if (right.update === undefined) throw new Error('It has no update.');
        const report = await right.update(call);
        if (call.body.metadata === undefined) return report;
        const { resources } = installationIn(store, call.installationId);
        const kept = resourceIn(store, call.installationId, call.resourceId);
        const changed = { ...kept.report, billingPlan: planOf('pro') };
        resources.set(call.resourceId, { ...kept, report: changed });
        return changed;
      },
    })),
  ),
  broken(
    'a change that is refused has changed the name already',
    'refused-change-leaves-all',
    resourcesWith((right, { store }) => ({
      update: async (call) => {
        const { installationId, resourceId, body } = call;
        const kept = resourceIn(store, installationId, resourceId);
        const report = { ...kept.report, ...(body.name !== undefined && { name: body.name }) };
        installationIn(store, installationId).resources.set(resourceId, { ...kept, report });
        if (right.update === undefined) throw new Error('It has no update.');
        return right.update(call);
      },
    })),
  ),
  broken(
    'a change of what is not there is a success',
    'change-unknown-resource',
    rewriting(
      ({ request }) => request.method === 'PATCH',
      (body, response) =>
        response.status === 404
          ? new Response(null, { status: 204 })
          : response.ok
            ? response
            : Response.json(body, { status: response.status }),
    ),
  ),
  broken(
    'a rotation has no secrets',
    'rotate-secrets',
    rewriting(isRotate, (_, response) => (response.ok ? { sync: true } : response)),
  ),
  broken(
    'a rotation answers the former secrets',
    'rotate-secrets',
    resourcesWith((_, { store }) => ({
      rotateSecrets: ({ installationId, resourceId }) => ({
        sync: true,
        secrets: resourceIn(store, installationId, resourceId).secrets,
      }),
    })),
  ),
  broken(
    'a rotation that is to come later never comes',
    'rotate-secrets',
    resourcesWith(() => ({ rotateSecrets: () => ({ sync: false }) })),
  ),
  broken('every call rotates, whatever its key', 'rotate-once', {
    answer: (answer) => (request) =>
      answer(request.url.endsWith('/rotate') ? without(request, 'idempotency-key') : request),
  }),
  broken(
    'any delay of old secrets is promised',
    'delay-of-old-secrets',
    resourcesWith(() => ({ rotateSecrets: () => ({ sync: true, secrets: newSecrets() }) })),
  ),
  broken(
    'no delay of old secrets is taken though one is registered',
    'delay-of-old-secrets',
    answering(async (seen) =>
      isRotate(seen) && (await seen.request.text()).includes('delayOldSecrets')
        ? refusal(400, 'validation_error')
        : undefined,
    ),
  ),
  broken(
    'a line that writes is carried out while only reading was chosen',
    'repl-read-only',
    resourcesWith((right) => ({
      repl: (call) => {
        if (right.repl === undefined) throw new Error('It has no REPL.');
        return right.repl({ ...call, body: { ...call.body, readOnly: false } });
      },
    })),
  ),
  broken(
    'a line is answered with text that is no block',
    'repl-blocks',
    rewriting(
      ({ path }) => path.endsWith('/repl'),
      (_, response) => (response.ok ? Response.json(['Empty.']) : response),
    ),
  ),
];
