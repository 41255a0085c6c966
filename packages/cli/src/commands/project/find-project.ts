import * as projectEndpoints from '@kontor/protocol/kontor/project';
import { oneOf } from '../../names/one-of.ts';
import type { Session } from '../../session.ts';

type NamedProject = { readonly id: string; readonly name: string };

export async function projectsOf({
  call,
  team,
}: Pick<Session, 'call' | 'team'>): Promise<readonly NamedProject[]> {
  const { body } = await call(projectEndpoints.listProjects, { params: { team: await team() } });
  return body.projects;
}

/** The project that somebody means by its name or id. */
export async function findProject(
  session: Pick<Session, 'call' | 'team'>,
  named: string,
): Promise<NamedProject> {
  return oneOf(named, await projectsOf(session), {
    noun: 'project',
    names: ({ name, id }) => [name, id],
    tell: ({ name, id }) => `${id} (${name})`,
  });
}
