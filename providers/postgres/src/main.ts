import process from 'node:process';
import { ConfigError, readConfig } from './config.ts';
import { startPostgresProvider } from './start-postgres-provider.ts';

try {
  const provider = await startPostgresProvider({
    ...readConfig(),
    writeLog: (line) => process.stdout.write(line),
  });
  let isStopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      // whoever asks twice will not wait
      if (isStopping) process.exit(1);
      isStopping = true;
      void provider.stop().then(() => process.exit(0));
    });
  }
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(2);
}
