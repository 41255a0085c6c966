import { type CustomEnvironment, ok } from '@kontor/core';
import { restEndpoints } from '@kontor/protocol/rest';
import { forbidden } from '../http/authorise.ts';
import { type Route, route } from '../http/route.ts';
import type { VariableEntry } from './variable-entries.ts';
import {
  entryOf,
  mayRead,
  noteReading,
  type VariableReadingPorts,
  variablesFor,
} from './variable-reading.ts';
import {
  closedVariable,
  isPlain,
  openVariable,
  securityIssuesOf,
  shownVariable,
} from './variable-view.ts';

/** Variables of a project as clients of the protocol see them. @see spec/platform-api.md §4.2 */
export function restVariableRoutes(ports: VariableReadingPorts): readonly Route[] {
  return [
    route(restEndpoints.filterProjectEnvs, async ({ caller, params, query }) => {
      const found = await variablesFor(ports, caller, { ...params, action: 'project:read' });
      if (!found.ok) return found;
      const { projectId, custom } = found.value;
      const entries = found.value.entries.filter((entry) => isAskedFor(entry, custom, query));
      const opened = entries.filter(
        (entry) =>
          (query.decrypt === 'true' || entry.visibility === 'config') &&
          entry.type === 'encrypted' &&
          mayRead(caller, projectId, entry),
      );
      await noteReading(ports, caller, projectId, opened);
      const envs = await Promise.all(
        entries.map(async (entry) => ({
          ...(await (opened.includes(entry) ? openVariable : shownVariable)(entry, custom)),
          securityIssues: securityIssuesOf(entry),
        })),
      );
      const pagination = { count: envs.length, next: null, prev: null };
      return ok({ status: 200, body: { envs, pagination } });
    }),
    route(restEndpoints.getProjectEnv, async ({ caller, params }) => {
      const found = await variablesFor(ports, caller, { ...params, action: 'project:read' });
      if (!found.ok) return found;
      const entry = entryOf(found.value, params.variable);
      if (!entry.ok) return entry;
      const { projectId, custom } = found.value;
      if (entry.value.type === 'sensitive') {
        const { value: _withheld, ...shown } = closedVariable(entry.value, custom);
        return ok({ status: 200, body: shown });
      }
      if (!isPlain(entry.value)) {
        if (!mayRead(caller, projectId, entry.value)) {
          return forbidden('environment:read-values', caller.grant.role);
        }
        await noteReading(ports, caller, projectId, [entry.value]);
      }
      return ok({ status: 200, body: await openVariable(entry.value, custom) });
    }),
  ];
}

type Asked = {
  readonly target?: string | undefined;
  readonly gitBranch?: string | undefined;
  readonly customEnvironmentId?: string | undefined;
  readonly customEnvironmentSlug?: string | undefined;
};

function isAskedFor(
  { environments, gitBranch }: VariableEntry,
  custom: readonly CustomEnvironment[],
  asked: Asked,
): boolean {
  const named = [asked.target, asked.customEnvironmentId, asked.customEnvironmentSlug]
    .filter((each) => each !== undefined)
    .map((each) => custom.find(({ id }) => id === each)?.slug ?? each);
  return (
    named.every((environment) => environments.includes(environment)) &&
    (asked.gitBranch === undefined || asked.gitBranch === gitBranch)
  );
}
