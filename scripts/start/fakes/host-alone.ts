/** The real host without a supervisor, for tests that are about the host's API. */
await import('../../../apps/server/src/main.ts');
