import {
  type Connection,
  environmentsOf,
  type Project,
  type Resource,
  resourcesOf,
  type Secret,
  type Team,
} from './model.ts';

type Given = { readonly name: string; readonly value: string };

/** What deployments of an environment read. @see spec/concepts.md — C16 to C22 */
export function contentsOf(team: Team, project: Project, environment: string) {
  const { written, shared, made } = givenTo(team, project, environment);
  return Object.fromEntries(
    [...shared, ...made, ...written].map(({ name, value }) => [name, value]),
  );
}

/** Whether some name of a project would have two owners. @see spec/concepts.md — C22 */
export function collides(team: Team, project: Project): boolean {
  return environmentsOf(project).some((environment) => {
    const { written, shared, made } = givenTo(team, project, environment);
    return hasTwice([...written, ...made]) || hasTwice([...shared, ...made]);
  });
}

function hasTwice(given: readonly Given[]): boolean {
  return new Set(given.map(({ name }) => name)).size < given.length;
}

/** Everything that is given to an environment, a name as often as it has owners. */
function givenTo(team: Team, project: Project, environment: string) {
  const isHere = ({ environments }: { readonly environments: readonly string[] }) =>
    environments.includes(environment);
  const made = resourcesOf(team).flatMap(({ resource }) =>
    resource.connections
      .filter((each) => each.project === project.id && isHere(each))
      .flatMap((connection) => madeBy(resource, connection, environment)),
  );
  return {
    written: project.variables.filter(isHere),
    shared: team.shared.filter((each) => each.projects.includes(project.id) && isHere(each)),
    made,
  };
}

function madeBy(
  { secrets }: Resource,
  connection: Connection,
  environment: string,
): readonly Given[] {
  return secrets.map((secret) => ({
    name: nameOf(secret, connection),
    value: secret.environmentOverrides?.[environment] ?? secret.value,
  }));
}

/** The table of C20, and C21. */
function nameOf({ name, prefix: stated }: Secret, { prefix: chosen }: Connection): string {
  const prefix = chosen ?? stated;
  if (prefix === undefined) return name;
  return name.startsWith('NEXT_PUBLIC_')
    ? `NEXT_PUBLIC_${prefix}_${name.slice('NEXT_PUBLIC_'.length)}`
    : `${prefix}_${name}`;
}
