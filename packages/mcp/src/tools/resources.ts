import { kontorEndpoints, type Operation, type Resource } from '@kontor/protocol/kontor';
import * as z from 'zod';
import { findInstallation, findListing, findResource, productOf } from '../find.ts';
import * as input from '../inputs.ts';
import { providerText } from '../provider-text.ts';
import { Refused } from '../refused.ts';
import { type Desk, tool } from '../tool.ts';
import { planOf } from './catalog.ts';

export const listResources = tool({
  name: 'list_resources',
  title: 'List resources',
  description: 'Lists the resources of the team: databases and the like, with product and status.',
  effect: 'reads',
  input: { team: input.team, project: input.project.optional() },
  run: async ({ team, project }, desk) => {
    const { body } = await desk.call(kontorEndpoints.listTeamResources, {
      params: { team: await desk.team(team) },
      query: { project },
    });
    return { resources: body.resources.map(resourceOf) };
  },
});

export const showResource = tool({
  name: 'show_resource',
  title: 'Show a resource',
  description:
    'Shows one resource: status, plan, the names of its secrets (never their values) and the projects it is connected to.',
  effect: 'reads',
  input: { resource: input.resource, team: input.team },
  run: async ({ resource, team: named }, desk) => {
    const team = await desk.team(named);
    const { id } = await findResource(desk, { team, named: resource });
    const params = { team, resource: id };
    const { body } = await desk.call(kontorEndpoints.getTeamResource, { params });
    const { body: connected } = await desk.call(kontorEndpoints.listConnections, { params });
    return {
      ...resourceOf(body.resource),
      metadata: body.resource.metadata,
      plan: body.resource.billingPlan && planOf(body.resource.billingPlan),
      secrets: body.secrets.map(({ name }) => name),
      connections: connected.connections.map(({ id, projectName, environments, prefix }) => ({
        id,
        project: projectName,
        environments,
        prefix,
      })),
    };
  },
});

export const createResource = tool({
  name: 'create_resource',
  title: 'Create a resource',
  description:
    'Provisions a resource of a product, such as a database. Without a plan the free one is taken; a plan that costs something is chosen only when the person has agreed to its cost.',
  effect: 'changes',
  input: {
    integration: input.integration,
    product: input.product,
    name: z.string().describe('What the resource is called: letters, digits, - and _.'),
    plan: z.string().optional().describe('Id of a plan that explain_plans showed.'),
    metadata: input.metadata,
    team: input.team,
  },
  run: async ({ integration, product, name, plan, metadata, team: named }, desk) => {
    const team = await desk.team(named);
    const listing = await findListing(desk, integration);
    const installation = await findInstallation(desk, { team, listing });
    if (installation === undefined) throw needsInstalling(listing, desk);
    const { body } = await desk.call(kontorEndpoints.createResource, {
      params: { team, installation: installation.id },
      body: { product: productOf(listing, product).id, name, metadata, billingPlanId: plan },
    });
    return {
      resource: resourceOf(body.resource),
      operation: withPage(operationOf(body.operation), desk),
    };
  },
});

/** What waits for a person names the page on which they decide. */
function withPage(operation: ReturnType<typeof operationOf>, { pageAt }: Pick<Desk, 'pageAt'>) {
  const { approval } = operation;
  return approval ? { ...operation, approvalPage: pageAt(approval.path) } : operation;
}

/** Terms are accepted by people. */
function needsInstalling(
  { slug, name, policies }: { slug: string; name: string; policies: readonly string[] },
  { pageAt }: Pick<Desk, 'pageAt'>,
): Refused {
  return new Refused(
    'installation_needed',
    `${name} is not installed in this team, and its terms are accepted by a person. Ask for it to be installed, then try again.`,
    { policies, page: pageAt(`/catalog/${slug}`), command: `kontor install ${slug}` },
  );
}

/** A resource in the words that help to go on. */
export function resourceOf(resource: Resource) {
  const { notification } = resource;
  return {
    id: resource.id,
    name: resource.name,
    product: resource.product.slug,
    lifecycle: resource.lifecycle,
    status: resource.status,
    planId: resource.billingPlan?.id ?? null,
    connectionCount: resource.connectionCount,
    notification: notification && {
      level: notification.level,
      ...providerText(`${notification.title}\n${notification.message ?? ''}`),
    },
  };
}

/** How a change stands, and what its provider said against it. */
export function operationOf({
  id,
  kind,
  status,
  attempts,
  nextAttemptAt,
  approval,
  refusal,
}: Operation) {
  return {
    id,
    kind,
    status,
    attempts,
    nextAttemptAt,
    ...(approval && { approval }),
    refusal: refusal && {
      code: refusal.code,
      ...providerText([refusal.message, refusal.userMessage ?? ''].join('\n')),
      fields: refusal.fields ?? [],
    },
  };
}
