import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { expect } from 'vitest';
import { provision } from '../../world/story.ts';
import { publish } from '../../world/world.ts';
import { free, type Scenarios } from './scenario.ts';
import type { Stage } from './stage.ts';

/** What whoever runs the host looks after. */
export function ofOperators(stage: Stage) {
  const { here, world } = stage;
  return {
    retryOperation: {
      before: async () => {
        stage.hold('stuck');
        await here.line(`${free} stuck --no-wait`);
      },
      line: 'kontor admin operations --older-than-seconds 0',
      gets: ({ stdout }) => {
        stage.letGo();
        expect(stdout).toMatch(/is tried now/);
      },
    },
    reviewListing: {
      before: () => submitted(stage, 'reviewed'),
      line: 'kontor admin listings',
      gets: /is submitted/,
    },
    approveListing: {
      before: () => submitted(stage, 'approved-soon'),
      line: 'kontor admin review approved-soon',
      gets: /is listed/,
    },
    listFindings: { line: 'kontor admin reconcile', gets: /There is nothing|SEVERITY/ },
    repairFinding: {
      before: async () => {
        const { externalId } = await provision(world, stage.installation, { name: 'ghost' });
        world.provider.resources.delete(externalId ?? '');
        const { stdout } = await here.line('kontor admin reconcile --json');
        return JSON.parse(stdout).reconciliation.id;
      },
      line: 'kontor admin findings …',
      person: { words: ['--yes'], input: '' },
      gets: /is repaired|is repairing/,
    },
  } satisfies Scenarios;
}

async function submitted({ world }: Stage, slug: string): Promise<void> {
  const maker = await world.signUp(slug);
  await maker.api(k.createTeam, { body: { name: slug, slug: `${slug}-team` } });
  await publish(maker.api, `${slug}-team`, world.provider.baseUrl, slug);
}
