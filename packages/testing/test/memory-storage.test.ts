import { createMemoryStorage, teamStorageContract } from '../src/team-world/index.ts';

const storage = createMemoryStorage({ now: () => new Date('2026-01-05T10:00:00Z') });

teamStorageContract(() => storage);
