import { expect } from 'vitest';
import type { Scenarios } from './scenario.ts';
import type { Stage } from './stage.ts';

/** Environments as they were, and projects as a file has them. */
export function ofState(stage: Stage) {
  const { here } = stage;
  return {
    returnToNewest: {
      before: async () => {
        await here.line('kontor env add web LEVEL --value 1');
      },
      line: 'kontor env rollback web --environment production --to 1',
      gets: /is read again/,
    },
    applyPlan: {
      before: () => here.write('kontor.yaml', file('applied')),
      line: 'kontor plan',
      gets: /Applied spl_/,
    },
    followPlan: {
      before: async () => {
        stage.hold('followed');
        return planned(stage, 'followed');
      },
      line: 'kontor apply … --no-wait',
      code: 7,
      between: async () => stage.letGo(),
      gets: async (_taken, first) =>
        expect((await here.line(`${first.steps[0]?.command({ argv: [] })}`)).stdout).toMatch(
          /was applied already/,
        ),
    },
    planAgain: {
      before: async () => {
        const plan = await planned(stage, 'outdated');
        await here.line('kontor env add web OUTDATED --value 1');
        return plan;
      },
      line: 'kontor apply …',
      code: 5,
      gets: async ({ steps: [apply] }) => {
        const applied = await here.line(`${apply?.command({ argv: [] })}`);
        expect(applied.stdout, applied.stderr).toMatch(/Applied/);
      },
    },
  } satisfies Scenarios;
}

const file = (name: string) =>
  `project: web\nresources:\n  ${name}:\n    product: scripted/db\n    options:\n      region: fra1\n`;

async function planned({ here }: Stage, name: string): Promise<string> {
  await here.write('kontor.yaml', file(name));
  const { stdout } = await here.line('kontor plan --json');
  return JSON.parse(stdout).plan.id;
}
