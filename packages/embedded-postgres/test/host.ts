/**
 * A program that owns an embedded server, for tests that kill, interrupt or impersonate an owner.
 * It prints one line of JSON when the server is there (or is not), and stops it when it is
 * interrupted or its input ends.
 */
import { once } from 'node:events';
import { EmbeddedPostgresError, startEmbeddedPostgres } from '../src/index.ts';
import { askVersion } from '../src/server-address.ts';

const [directory = ''] = process.argv.slice(2);

try {
  const server = await startEmbeddedPostgres({ directory });
  const told = Promise.race([once(process, 'SIGINT'), once(process.stdin.resume(), 'end')]);
  const { url, port, pid, version, adopted } = server;
  console.log(JSON.stringify({ started: { url, port, pid, version, adopted } }));
  await told;
  console.log(JSON.stringify({ answersBeforeStop: await askVersion(url) }));
  await server.stop();
  process.exit(0);
} catch (error) {
  if (!(error instanceof EmbeddedPostgresError)) throw error;
  const { code, message, ownerPid } = error;
  console.log(JSON.stringify({ refused: { code, message, ownerPid } }));
  process.exit(1);
}
