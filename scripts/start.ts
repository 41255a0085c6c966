/**
 * Runs the world of `npm start`: the host, the reference provider and their databases, with a demo
 * in it. `scripts/start.mjs` runs this with the Node of the checkout.
 */
import { ownPrograms } from './start/programs.ts';
import { startAndReport } from './start/start-and-report.ts';

await startAndReport(ownPrograms());
