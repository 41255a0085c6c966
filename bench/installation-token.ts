import { measureInTurn } from './measure.ts';
import { report } from './report.ts';
import type { BenchWorld } from './world.ts';

const CONNECTIONS = 64;

/** Whose token it is and whether it is of the installation in the path, against a route that asks nobody. */
export async function benchInstallationToken(world: BenchWorld): Promise<void> {
  const { emptyUrl: origin, installation, provider } = world;
  const headers = { authorization: `Bearer ${provider.accessToken()}` };
  const figures = await measureInTurn(
    [
      { name: 'an empty route', path: `/bench/empty/${installation}` },
      {
        name: 'the same for the token of an installation',
        path: `/bench/verified/${installation}`,
      },
    ].map((subject) => ({ ...subject, origin, headers, expect: 200 })),
    { connections: CONNECTIONS, seconds: 1.5, rounds: 9 },
  );
  const [empty, verified] = figures;
  if (!empty || !verified) throw new Error('a figure is missing');
  report(
    `Verify the token of an installation and route, ${CONNECTIONS} connections`,
    figures.map(({ name, perSecond, p50Ms, p99Ms, cpuMicros }) => ({
      request: name,
      'per second': perSecond,
      'p50 ms': p50Ms,
      'p99 ms': p99Ms,
      'processor µs': cpuMicros,
    })),
    `${(verified.perSecond / empty.perSecond).toFixed(2)} × the throughput of the empty route; for what a request takes of the processors ${(empty.cpuMicros / verified.cpuMicros).toFixed(2)} ×.`,
  );
}
