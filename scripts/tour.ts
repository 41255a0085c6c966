/**
 * Goes through the whole life of a resource against a running world, and fails when something is not
 * as it should be. `--json` prints a record for machines; `--record <file>` writes the page.
 */
import { parseArgs } from 'node:util';
import { StartError } from './start/start-error.ts';
import { listenForStopRequests } from './start/stop-requests.ts';
import { takeTour } from './tour/take-tour.ts';

const INTERRUPTED = 130;
const { stop } = listenForStopRequests(process);
const abandon = new AbortController();
void stop.then(() => abandon.abort());

try {
  const { values } = parseArgs({
    options: { json: { type: 'boolean', default: false }, record: { type: 'string' } },
  });
  const { json, record } = values;
  process.exitCode = await takeTour({
    json,
    record,
    signal: abandon.signal,
    stdout: process.stdout,
  });
} catch (error) {
  if (abandon.signal.aborted) process.exitCode = INTERRUPTED;
  else if (error instanceof StartError || isWrongUsage(error)) {
    console.error(error.message);
    process.exitCode = 1;
  } else throw error;
}

function isWrongUsage(error: unknown): error is Error {
  return error instanceof TypeError && 'code' in error && `${error.code}`.startsWith('ERR_PARSE_');
}
