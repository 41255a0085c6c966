import * as experimentationEndpoints from '@kontor/protocol/kontor/experimentation';
import * as z from 'zod';
import { command } from '../../command.ts';
import { argument } from '../../inputs.ts';
import type { Line } from '../../output/line.ts';
import { table } from '../../output/table.ts';
import { findResource } from './find-resource.ts';

const shown = experimentationEndpoints.getExperimentation.responses[200];
const resource = argument('Resource, by name or id.');

export const listFlags = command({
  args: z.strictObject({ resource }),
  options: z.strictObject({}),
  examples: ['kontor resource flags toggles'],
  output: shown,
  run: async ({ args }, session) => {
    const { id } = await findResource(session, args.resource);
    const { body } = await session.call(experimentationEndpoints.getExperimentation, {
      params: { team: await session.team(), resource: id },
    });
    return { data: body, text: linesOf(body) };
  },
});

export const syncFlags = command({
  args: z.strictObject({
    resource,
    state: z.enum(['on', 'off']).meta({
      description: 'Whether connected projects read values that the provider keeps.',
    }),
  }),
  options: z.strictObject({}),
  examples: ['kontor resource sync-flags toggles on'],
  output: shown,
  run: async ({ args }, session) => {
    const { id } = await findResource(session, args.resource);
    const { body } = await session.call(experimentationEndpoints.putExperimentation, {
      params: { team: await session.team(), resource: id },
      body: { isSyncing: args.state === 'on' },
    });
    return { data: body, text: linesOf(body) };
  },
});

function linesOf({ experimentation }: z.output<typeof shown>): Line[] {
  const { isSyncing, items } = experimentation;
  return [
    isSyncing ? 'Connected projects read its values.' : 'Its values are not synced.',
    ...(items.length === 0
      ? ['It has no flags.']
      : table(
          ['FLAG', 'KIND', 'NAME'],
          items.map(({ slug, category, name }) => [slug, category ?? '-', name ?? '-']),
        )),
  ];
}
