import { Pool } from 'undici';
import { percentile } from '../measure.ts';
import type { BenchWorld } from '../world.ts';
import type { RealTeam } from './real-teams.ts';

type Request = {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly token: string;
  readonly body?: string;
};

export type Timing = {
  readonly name: string;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Its median and 99th percentile as multiples of a bare row's, asked of the same server in turn. */
  readonly p50Rows: number;
  readonly p99Rows: number;
};

const CLIENTS = 2;
const WARM_UP = 32;
const TIMES = 640;

/** The teams that are asked, and those that grow because they are given something. */
export type AskedTeams = {
  readonly readers: readonly RealTeam[];
  readonly writers: readonly RealTeam[];
};

/** What is asked of a host most, each by one team after the other. */
export async function timeRequests(
  world: BenchWorld,
  { readers, writers }: AskedTeams,
): Promise<readonly Timing[]> {
  const pool = new Pool(world.url, { connections: CLIENTS });
  const timings = [];
  for (const [name, requestOf] of commonRequests(world)) {
    timings.push({ name, ...(await timed(pool, readers, requestOf)) });
  }
  const provisioned = await timed(pool, writers, provisionFor(world));
  timings.push({ name: 'provision a resource', ...provisioned });
  await pool.close();
  return timings;
}

/** In turn with a bare row, so that what disturbs the machine disturbs both. */
async function timed(
  pool: Pool,
  teams: readonly RealTeam[],
  requestOf: (team: RealTeam, time: number) => Request,
) {
  const times: number[] = [];
  const rows: number[] = [];
  let next = 0;
  const client = async () => {
    for (let time = next++; time < WARM_UP + TIMES; time = next++) {
      const team = teams[time % teams.length];
      if (team === undefined) throw new Error('There is no team to ask.');
      const row = await answerTime(pool, BARE_ROW);
      const own = await answerTime(pool, requestOf(team, time));
      if (time < WARM_UP) continue;
      rows.push(row);
      times.push(own);
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  const [p50Ms, p99Ms] = [percentile(times, 0.5), percentile(times, 0.99)];
  const [p50Rows, p99Rows] = [p50Ms / percentile(rows, 0.5), p99Ms / percentile(rows, 0.99)];
  return { p50Ms, p99Ms, p50Rows, p99Rows };
}

const BARE_ROW: Request = { method: 'GET', path: '/bench/row', token: '' };

async function answerTime(pool: Pool, { token, ...request }: Request): Promise<number> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const before = performance.now();
  const answer = await pool.request({ ...request, headers });
  const text = await answer.body.text();
  if (answer.statusCode >= 300) throw new Error(`${request.path}: ${text}`);
  return performance.now() - before;
}

function commonRequests(world: BenchWorld) {
  const read = (place: (team: RealTeam) => string) => (team: RealTeam) =>
    ({
      method: 'GET',
      path: `/kontor/v1/teams/${team.team}${place(team)}`,
      token: world.token,
    }) as const;
  const provider = `/v1/installations/${world.installation}`;
  const token = world.provider.accessToken();
  return new Map<string, (team: RealTeam, time: number) => Request>([
    [
      'environment of a project',
      read(({ project }) => `/projects/${project}/environments/production/values`),
    ],
    ['resources of a team', read(() => '/resources')],
    ['one resource', read(({ resource }) => `/resources/${resource}`)],
    ['installations of a team', read(() => '/installations')],
    ['projects of a team', read(() => '/projects')],
    ['what happened last', read(() => '/events')],
    ['use and cost so far', read(() => '/usage')],
    ['catalogue', () => ({ method: 'GET', path: '/kontor/v1/catalog', token: world.token })],
    ['provider: its resources', () => ({ method: 'GET', path: `${provider}/resources`, token })],
  ]);
}

function provisionFor({ token }: BenchWorld) {
  const round = Date.now().toString(36);
  return ({ team, installation }: RealTeam, time: number): Request => ({
    method: 'POST',
    path: `/kontor/v1/teams/${team}/installations/${installation}/resources`,
    token,
    body: JSON.stringify({ product: 'db', name: `${round}-${time}`, billingPlanId: 'free' }),
  });
}
