import { readEnvironment } from './config/environment.ts';
import { exitCode } from './exit-code.ts';
import { run } from './run.ts';

const interruption = new AbortController();
process.on('SIGINT', () => {
  // a second time means now
  if (interruption.signal.aborted) process.exit(exitCode.interrupted);
  interruption.abort();
});
// whoever reads the output may stop early, as `head` does
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

process.exitCode = await run({
  argv: process.argv.slice(2),
  environment: readEnvironment(),
  folder: process.cwd(),
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  interrupted: interruption.signal,
});
if (interruption.signal.aborted) process.exit();
