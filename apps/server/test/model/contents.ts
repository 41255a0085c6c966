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
  return Object.fromEntries(
    givenTo(team, project, environment).map(({ name, value }) => [name, value]),
  );
}

/** Whether some name of a project would have two owners. @see spec/concepts.md — C22 */
export function collides(team: Team, project: Project): boolean {
  return environmentsOf(project).some((environment) => {
    const names = givenTo(team, project, environment).map(({ name }) => name);
    return new Set(names).size < names.length;
  });
}

/** Everything that is given to an environment, a name as often as it has owners. */
function givenTo(team: Team, project: Project, environment: string): readonly Given[] {
  const written = project.variables.filter(({ environments }) =>
    environments.includes(environment),
  );
  const made = resourcesOf(team).flatMap(({ resource }) =>
    resource.connections
      .filter(({ project: id, environments }) => {
        return id === project.id && environments.includes(environment);
      })
      .flatMap((connection) => madeBy(resource, connection, environment)),
  );
  return [...written, ...made];
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
