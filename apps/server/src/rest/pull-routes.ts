import { ok, type Refusal, type Result } from '@kontor/core';
import { restEndpoints } from '@kontor/protocol/rest';
import { type Route, route, type TeamCaller } from '../http/route.ts';
import {
  type Asked,
  type ContentPorts,
  contentOf,
  requireEnvironment,
  slugOf,
} from '../http/routes/environment-content.ts';
import { createPlaceReader } from '../http/routes/place-reader.ts';
import type { ReadAudit } from '../http/routes/read-audit.ts';

export type PullRoutesPorts = ContentPorts & { readonly audit: ReadAudit };

/** Whole environments, as the protocol's command line pulls them. @see spec/platform-api.md §5 */
export function pullRoutes(ports: PullRoutesPorts): readonly Route[] {
  const reading = { ...ports, places: createPlaceReader(ports.database.read) };
  return [
    route(restEndpoints.pullDevelopment, ({ caller, params }) =>
      pull(reading, caller, { ...params, environment: 'development' }),
    ),
    route(restEndpoints.pullTarget, ({ caller, params }) => pull(reading, caller, params)),
    route(restEndpoints.pullBranch, ({ caller, params }) => pull(reading, caller, params)),
  ];
}

type Reading = PullRoutesPorts & { readonly places: ReturnType<typeof createPlaceReader> };

type Pulled = {
  readonly status: 200;
  readonly body: {
    readonly env: Record<string, string>;
    readonly buildEnv: Record<string, string>;
  };
};

/** The values and the note of who read them are those of the host's own reading. */
async function pull(
  { audit, places, ...ports }: Reading,
  caller: TeamCaller,
  named: Asked & { readonly project: string },
): Promise<Result<Pulled, Refusal>> {
  const { read } = ports.database;
  const environment = await slugOf(read, caller, named);
  const found = await places(caller, { ...named, environment });
  if (!found.ok) return found;
  const { project_id: projectId, served_version: version, sealed } = found.value;
  if (version === null) {
    const known = await requireEnvironment(read, caller, projectId, environment);
    if (!known.ok) return known;
  }
  const place = { projectId, environment: found.value.environment ?? environment };
  await audit.note(caller, { ...place, version: version ?? 0 });
  const compiled = await contentOf(ports, caller, place, sealed ?? undefined);
  const env = Object.fromEntries(compiled.map(({ name, value }) => [name, value]));
  return ok({ status: 200, body: { env, buildEnv: env } });
}
