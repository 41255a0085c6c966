import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { measureInTurn } from './measure.ts';
import { report } from './report.ts';
import type { BenchWorld } from './world.ts';

const VARIABLES = 100;
const CONNECTIONS = 64;

/** Reading an environment of 100 variables, against the same server answering a bare single-row select. */
export async function benchEnvironmentRead(world: BenchWorld): Promise<void> {
  const { api, team, url, token } = world;
  await api(k.createProject, { params: { team }, body: { name: 'web' } });
  for (let index = 0; index < VARIABLES; index++) {
    await api(k.createVariable, {
      params: { team, project: 'web' },
      body: { name: `VARIABLE_${index}`, value: 'v'.repeat(60), environments: ['production'] },
    });
  }
  const place = `/kontor/v1/teams/${team}/projects/web/environments/production/values`;
  const headers = { authorization: `Bearer ${token}` };
  const first = await fetch(`${url}${place}`, { headers });
  const etag = first.headers.get('etag') ?? '';
  await first.body?.cancel();
  const figures = await measureInTurn(
    [
      { name: 'a constant', origin: url, path: '/bench/constant', expect: 200 },
      { name: 'one bare row', origin: url, path: '/bench/row', expect: 200 },
      { name: 'the environment', origin: url, path: place, headers, expect: 200 },
      {
        name: 'the same, If-None-Match',
        origin: url,
        path: place,
        headers: { ...headers, 'if-none-match': etag },
        expect: 304,
      },
    ],
    { connections: CONNECTIONS, seconds: 3, rounds: 5 },
  );
  const [constant, row, environment, unchanged] = figures;
  if (!constant || !row || !environment || !unchanged) throw new Error('a figure is missing');
  report(
    `Read an environment of ${VARIABLES} variables over HTTP, ${CONNECTIONS} connections`,
    figures.map(({ name, perSecond, p50Ms, p99Ms }) => ({
      request: name,
      'per second': perSecond,
      'p50 ms': p50Ms,
      'p99 ms': p99Ms,
    })),
    `The environment is read at ${ratio(environment.perSecond, row.perSecond)} × the throughput of the bare row, ` +
      `p99 ${ratio(environment.p99Ms, row.p99Ms)} ×; unchanged at ${ratio(unchanged.perSecond, constant.perSecond)} × a constant.`,
  );
}

function ratio(value: number, limit: number): string {
  return (value / limit).toFixed(2);
}
