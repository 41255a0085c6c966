import type { Resource } from '@kontor/protocol/kontor';
import * as resourceEndpoints from '@kontor/protocol/kontor/resource';
import * as z from 'zod';
import { command } from '../../command.ts';
import { argument, flag } from '../../inputs.ts';
import { second } from '../../output/day.ts';
import { heading, type Line } from '../../output/line.ts';
import { facts, table } from '../../output/table.ts';
import { findResource, statusOf } from './find-resource.ts';

export const showResource = command({
  args: z.strictObject({ resource: argument('Resource, by name or id.') }),
  options: z.strictObject({ refresh: flag('Ask the provider how it is first.') }),
  examples: ['kontor resource show orders', 'kontor resource show orders --refresh'],
  output: resourceEndpoints.getResource.responses[200],
  run: async ({ args, options }, session) => {
    const { id } = await findResource(session, args.resource);
    const { body } = await session.call(resourceEndpoints.getResource, {
      params: { team: await session.team(), resource: id },
      query: { refresh: options.refresh ? 'true' : 'false' },
    });
    const { resource, secrets } = body;
    return {
      data: { resource, secrets },
      text: [
        heading(resource.name),
        ...factLines(resource),
        ...notificationLines(resource),
        '',
        ...(secrets.length === 0
          ? ['It has no secrets yet.']
          : table(
              ['SECRET', 'LENGTH'],
              secrets.map((secret) => [secret.name, String(secret.length)]),
            )),
      ],
    };
  },
});

function factLines(resource: Resource): Line[] {
  const { metadata } = resource;
  return facts([
    ['id', resource.id],
    ['product', resource.product.name],
    ['installation', resource.installationId],
    ['status', statusOf(resource)],
    ['plan', planOf(resource)],
    ['projects', projectsOf(resource)],
    ...rotationFacts(resource),
    ["provider's id", resource.externalId ?? 'not known yet'],
    ['created', second(resource.createdAt)],
    ...Object.entries(metadata).map(([key, value]) => [key, String(value)] as const),
  ]);
}

function planOf({ billingPlan, pendingBillingPlan }: Resource): string {
  const now = billingPlan?.name ?? 'none';
  if (pendingBillingPlan === null) return now;
  const { name, effectiveDate = 'later' } = pendingBillingPlan;
  return `${now}, from ${effectiveDate} on ${name}`;
}

function rotationFacts({ rotation }: Resource): readonly (readonly [string, string])[] {
  if (rotation === null) return [];
  const { state, requestedAt, completedAt } = rotation;
  const since = state === 'completed' && completedAt !== null ? completedAt : requestedAt;
  return [['new secrets', `${ROTATION_STATES[state]}, ${second(since)}`]];
}

const ROTATION_STATES = {
  running: 'asked for',
  late: 'asked for, and late',
  completed: 'made',
  failed: 'asked for, without success',
} as const;

function projectsOf({ connectionCount, pendingProjectCount }: Resource): string {
  if (pendingProjectCount === 0) return String(connectionCount);
  return `${connectionCount}, of which ${pendingProjectCount} have not got the newest secrets yet`;
}

function notificationLines({ notification }: Resource): Line[] {
  if (notification === null) return [];
  const { level, title, message, href } = notification;
  return [
    '',
    heading(`${level}: ${title}`),
    ...(message === undefined ? [] : [message]),
    ...(href === undefined ? [] : [href]),
  ];
}
