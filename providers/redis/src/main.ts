import process from 'node:process';
import { runUntilTold } from '@kontor/provider-process';
import { readConfig } from './config.ts';
import { startRedisProvider } from './start-redis-provider.ts';

await runUntilTold(() =>
  startRedisProvider({ ...readConfig(), writeLog: (line) => process.stdout.write(line) }),
);
