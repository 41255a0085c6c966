import { expect } from 'vitest';
import { project } from '../../world/story.ts';
import { emptyTeam, type Scenarios } from './scenario.ts';
import type { Stage } from './stage.ts';

/** Projects that are handed over. */
export function ofTransfers(stage: Stage) {
  const { here, world } = stage;
  return {
    acceptTransfer: {
      before: () => project(world, 'leaving'),
      line: 'kontor transfer request leaving --yes',
      takenWith: emptyTeam,
      person: { words: ['--yes'], input: '' },
      gets: async () =>
        expect((await here.line('kontor projects list', emptyTeam)).stdout).toContain('leaving'),
    },
    withdrawTransfer: {
      before: () => project(world, 'staying'),
      line: 'kontor transfer request staying --yes',
      gets: /^Took xfr_\w+ back/,
    },
  } satisfies Scenarios;
}
