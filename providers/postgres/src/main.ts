import process from 'node:process';
import { runUntilTold } from '@kontor/provider-process';
import { readConfig } from './config.ts';
import { startPostgresProvider } from './start-postgres-provider.ts';

await runUntilTold(() =>
  startPostgresProvider({ ...readConfig(), writeLog: (line) => process.stdout.write(line) }),
);
