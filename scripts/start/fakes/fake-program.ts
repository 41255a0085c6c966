/**
 * Stands for host or provider where only their lives matter. It listens, says what it is told to
 * say, writes down when it ends, and can be told to behave badly with `FAKE_<NAME>`:
 *
 * - `slow`: takes a moment to end
 * - `stubborn`: ends only when it is killed
 * - `hard-of-hearing`: ends when it is asked the second time
 * - `misconfigured`: says that a setting is wrong, and ends
 */
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

const SLOW_MS = 700;

export function runFakeProgram(name: 'host' | 'provider', port: string | undefined): void {
  const { KONTOR_DATA = '' } = process.env;
  const manners = process.env[`FAKE_${name.toUpperCase()}`] ?? '';
  const note = (what: string) => appendFileSync(join(KONTOR_DATA, 'life.log'), `${name} ${what}\n`);
  if (manners === 'misconfigured') {
    console.error('KONTOR_URL is no address.');
    process.exit(1);
  }
  let asked = 0;
  const server = createServer(({ url = '' }, response) => {
    if (url.startsWith('/say/')) console.log(decodeURIComponent(url.slice('/say/'.length)));
    if (url.startsWith('/die/')) process.exit(Number(url.slice('/die/'.length)));
    response.end('{}');
  });
  const end = () => {
    note('ended');
    process.exit(0);
  };
  process.on('SIGTERM', () => {
    asked += 1;
    note('was asked to end');
    if (manners === 'stubborn' || (manners === 'hard-of-hearing' && asked === 1)) return;
    setTimeout(end, manners === 'slow' ? SLOW_MS : 0);
  });
  server.listen(Number(port), '127.0.0.1', () => note(`started as ${process.pid}`));
}
