import * as installationEndpoints from '@kontor/protocol/kontor/installation';
import * as resourceEndpoints from '@kontor/protocol/kontor/resource';
import { oneOf } from '../../names/one-of.ts';
import type { Session } from '../../session.ts';
import { projectsOf } from '../project/find-project.ts';

/** What has a history of its own. */
export type Subject = {
  readonly kind: 'resource' | 'installation' | 'project';
  readonly id: string;
  readonly name: string;
};

/** The resource, installation or project that somebody means. */
export async function findSubject(session: Session, named: string): Promise<Subject> {
  const params = { team: await session.team() };
  const [resources, installations, projects] = await Promise.all([
    session.call(resourceEndpoints.listResources, { params }),
    session.call(installationEndpoints.listInstallations, { params, query: { ended: 'true' } }),
    projectsOf(session),
  ]);
  const all: readonly Subject[] = [
    ...resources.body.resources.map(({ id, name }) => ({ kind: 'resource' as const, id, name })),
    ...installations.body.installations.map(({ id, integration: { slug } }) => ({
      kind: 'installation' as const,
      id,
      name: slug,
    })),
    ...projects.map(({ id, name }) => ({ kind: 'project' as const, id, name })),
  ];
  return oneOf(named, all, {
    noun: 'resource',
    names: ({ name, id }) => [name, id],
    tell: ({ kind, name, id }) => `${id} (${kind} ${name})`,
  });
}
