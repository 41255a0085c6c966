import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Where files of tests take the longest: they start browsers, hosts and commands. */
const LONGEST = [
  'scripts/start-demo',
  'apps/server/test/dev/',
  'scripts/tour.test',
  'apps/server/test/dashboard/',
  'apps/server/test/process/',
  'apps/server/test/vercel-cli/',
  'apps/server/test/isolation/',
  'apps/server/test/command-line/',
  'apps/server/test/crash/',
  'packages/provider/test/readme',
  'packages/check/test/',
  'packages/create-kontor-provider/',
];

/**
 * Begins with the files that take the longest, so that no worker is left alone with one of them at the
 * end. How long each took is known only where tests ran before, which is nowhere on a fresh machine.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId, project }: TestSpecification) => {
      const path = relative(project.config.root, moduleId);
      return LONGEST.some((place) => path.startsWith(place));
    };
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}
