import { pino } from 'pino';
import { createHost } from '../apps/server/src/host.ts';
import { openDatabase } from '../apps/server/src/postgres/database.ts';
import { migrate } from '../apps/server/src/postgres/migrate.ts';
import { createEmptyRoutes } from './empty-routes.ts';
import { recordStatements } from './record-statements.ts';

/**
 * A host in a process of its own, as it is in production, with two routes beside the real ones that
 * say what the limit of this server is: one that answers a constant, one that answers a single row.
 */
const { BENCH_DATABASE_URL = '', BENCH_DATA = '', BENCH_PORT = '0' } = process.env;
const { BENCH_DASHBOARD, BENCH_STATEMENTS, BENCH_ROLE } = process.env;
const url = `http://127.0.0.1:${BENCH_PORT}`;
await migrate(BENCH_DATABASE_URL);
if (BENCH_STATEMENTS !== undefined) recordStatements(BENCH_STATEMENTS);
const host = await createHost({
  databaseUrl: BENCH_DATABASE_URL,
  dataDirectory: BENCH_DATA,
  url,
  issuer: url,
  signUp: 'open',
  testClocks: 'operators',
  allowPrivateAddresses: true,
  strictAnswers: false,
  role: BENCH_ROLE === 'worker' ? 'worker' : 'all',
  answerWithinMs: 25_000,
  rateLimits: null,
  log: pino({ level: 'error' }),
  ...(BENCH_DASHBOARD === undefined ? {} : { dashboardFolder: BENCH_DASHBOARD }),
});
const database = openDatabase({ url: BENCH_DATABASE_URL });
const empty = createEmptyRoutes(database);
host.app.get('/bench/constant', async () => ({ ok: true }));
host.app.get('/bench/row', async () => {
  const [row] = await database.read('select slug, base_url from integration limit 1');
  return row;
});
for (const app of [host.app, empty]) app.get('/bench/processor', async () => process.cpuUsage());
await host.app.listen({ port: Number(BENCH_PORT), host: '127.0.0.1' });
host.start();
process.send?.({ emptyUrl: await empty.listen({ port: 0, host: '127.0.0.1' }) });
process.once('SIGTERM', () => {
  void Promise.all([host.close(), empty.close().then(database.close)]).then(() => process.exit(0));
});
