import type { Programs } from './programs.ts';
import { runWorld } from './run-world.ts';
import { readStartSettings } from './settings.ts';
import { StartError } from './start-error.ts';
import { listenForStopRequests } from './stop-requests.ts';
import { createTerminal } from './terminal.ts';

/** Runs the world of this process until its end, and sets the exit code. */
export async function startAndReport(programs: Programs): Promise<void> {
  const requests = listenForStopRequests(process);
  const terminal = createTerminal();
  try {
    const settings = readStartSettings();
    process.exitCode = await runWorld({ settings, programs, terminal, requests });
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    terminal.warn(error.message);
    process.exitCode = 1;
  }
}
