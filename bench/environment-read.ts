import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { restEndpoints as r } from '@kontor/protocol/rest';
import { measureInTurn } from './measure.ts';
import { report } from './report.ts';
import type { BenchWorld } from './world.ts';

const VARIABLES = 100;
const CONNECTIONS = 64;
const PROJECTS = 64;

/** Reading an environment of 100 variables, against the same server answering a bare single-row select. */
export async function benchEnvironmentRead(world: BenchWorld): Promise<void> {
  const { api, team, url, token } = world;
  const places: string[] = [];
  for (let index = 0; index < PROJECTS; index++) {
    const project = `web-${index}`;
    await api(k.createProject, { params: { team }, body: { name: project } });
    const written = await api(r.createProjectEnv, {
      params: { project },
      query: { slug: team },
      body: Array.from({ length: VARIABLES }, (_, each) => ({
        key: `VARIABLE_${each}`,
        value: 'v'.repeat(60),
        type: 'encrypted' as const,
        target: ['production' as const],
      })),
    });
    if (written.status !== 201) throw new Error(JSON.stringify(written.error));
    places.push(`/kontor/v1/teams/${team}/projects/${project}/environments/production/values`);
  }
  const [place = ''] = places;
  const headers = { authorization: `Bearer ${token}` };
  const first = await fetch(`${url}${place}`, { headers });
  const etag = first.headers.get('etag') ?? '';
  await first.body?.cancel();
  const figures = await measureInTurn(
    [
      { name: 'a constant', origin: url, path: '/bench/constant', expect: 200 },
      { name: 'one bare row', origin: url, path: '/bench/row', expect: 200 },
      { name: 'one environment', origin: url, path: place, headers, expect: 200 },
      {
        name: `${PROJECTS} environments in turn`,
        origin: url,
        path: places,
        headers,
        expect: 200,
      },
      {
        name: 'one of them, If-None-Match',
        origin: url,
        path: place,
        headers: { ...headers, 'if-none-match': etag },
        expect: 304,
      },
    ],
    { connections: CONNECTIONS, seconds: 3, rounds: 5 },
  );
  const [constant, row, environment, several, unchanged] = figures;
  if (!constant || !row || !environment || !several || !unchanged)
    throw new Error('a figure is missing');
  report(
    `Read an environment of ${VARIABLES} variables over HTTP, ${CONNECTIONS} connections`,
    figures.map(({ name, perSecond, p50Ms, p99Ms, cpuMicros }) => ({
      request: name,
      'per second': perSecond,
      'p50 ms': p50Ms,
      'p99 ms': p99Ms,
      'processor µs': cpuMicros,
    })),
    `An environment that everybody reads is read at ${ratio(environment.perSecond, row.perSecond)} × the throughput of the ` +
      `bare row, ${PROJECTS} in turn at ${ratio(several.perSecond, row.perSecond)} ×, p99 ${ratio(environment.p99Ms, row.p99Ms)} ×; unchanged at ${ratio(unchanged.perSecond, constant.perSecond)} × a constant.`,
  );
}

function ratio(value: number, limit: number): string {
  return (value / limit).toFixed(2);
}
