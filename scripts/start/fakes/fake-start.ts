/** The same as scripts/start.ts with programs that are quick to start and behave as they are told. */
import { fileURLToPath } from 'node:url';
import { startAndReport } from '../start-and-report.ts';

await startAndReport({
  host: fileURLToPath(new URL('fake-host.ts', import.meta.url)),
  provider: fileURLToPath(new URL('fake-provider.ts', import.meta.url)),
});
