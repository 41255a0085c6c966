import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { PATIENCE_MS } from './packages/testing/src/patience.ts';
import { LongestFirst } from './scripts/longest-first.ts';

// Tests start hundreds of programs, and most of the time of a start is compiling: what one has
// compiled is kept for the next. Workers, and what they start, inherit it.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(
  new URL('node_modules/.cache/kontor-compiled', import.meta.url),
);

export default defineConfig({
  test: {
    include: [
      'packages/*/{src,test}/**/*.test.ts',
      'apps/*/{src,test}/**/*.test.ts',
      'providers/*/{src,test}/**/*.test.ts',
      'examples/*/test/**/*.test.ts',
      'architecture/*.test.ts',
      'scripts/**/*.test.ts',
    ],
    exclude: ['**/node_modules/**', 'architecture/planted/**'],
    // The database first: it looks for those of killed runs, beside which the others have their own folder.
    globalSetup: ['packages/testing/src/database-server.ts', 'scripts/temporary-folder.ts'],
    // The tests that need a database share one server: this one, or one of their own.
    provide: { givenDatabaseUrl: process.env.DATABASE_URL ?? '' },
    pool: 'forks',
    // Files share the modules of their process: each of them loads the host anew otherwise. A test
    // leaves nothing behind in a module, in the environment or in the timers of its process.
    isolate: false,
    unstubEnvs: true,
    unstubGlobals: true,
    // One more than the processors that this is meant to run on: tests wait, too, for leases to end
    // and for programs to start.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    expect: { poll: { timeout: PATIENCE_MS } },
    // what hangs is ended; on a slow machine some take more than half of it
    testTimeout: 120_000,
    hookTimeout: 120_000,
    teardownTimeout: 30_000,
  },
});
