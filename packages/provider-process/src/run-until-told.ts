import process from 'node:process';
import { takenPort } from '@kontor/provider/node';
import { ConfigError } from './settings.ts';

/** Runs what `start` starts until the process is told to end; the second time it is told it ends at once. */
export async function runUntilTold(
  start: () => Promise<{ readonly stop: () => Promise<void> }>,
): Promise<void> {
  try {
    const provider = await start();
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
    const taken = takenPort(error, 'KONTOR_PROVIDER_PORT');
    if (taken !== undefined) endWith(taken, 1);
    if (!(error instanceof ConfigError)) throw error;
    endWith(error.message, 2);
  }
}

function endWith(text: string, code: number): never {
  process.stderr.write(`${text}\n`);
  process.exit(code);
}
