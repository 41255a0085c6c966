/**
 * Where deployments read: an environment, or one branch of preview that has variables of its own.
 *
 * A branch holds what preview holds, with its own variables laid over it, and nothing of another branch.
 */
export type Place = {
  /** Name of an environment: `production`, or the slug of a custom one. */
  readonly environment: string;
  readonly gitBranch?: string;
};

/** The only environment whose deployments are of many branches. @see spec/platform-api.md §4.2 */
export const branchedEnvironment = 'preview';

/** What stands between an environment and a branch; no slug of an environment holds it. */
const separator = ':';

/** The one text that names a place: `preview`, or `preview:feature/login`. */
export function placeName({ environment, gitBranch }: Place): string {
  return gitBranch === undefined ? environment : `${environment}${separator}${gitBranch}`;
}

/** The place that a text names. A branch may hold the separator itself. */
export function placeNamed(name: string): Place {
  const end = name.indexOf(separator);
  if (end === -1) return { environment: name };
  return { environment: name.slice(0, end), gitBranch: name.slice(end + separator.length) };
}

/** Where deployments of a branch read in an environment: only preview knows branches. */
export function placeOf(environment: string, gitBranch: string | null | undefined): Place {
  return typeof gitBranch === 'string' && environment === branchedEnvironment
    ? { environment, gitBranch }
    : { environment };
}
