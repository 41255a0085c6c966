import { type Connection, type ConnectionPreview, kontorEndpoints } from '@kontor/protocol/kontor';
import type { Session } from '../../session.ts';
import { explainCollision, type Wanted } from './collisions.ts';
import { environmentsOf } from './environments.ts';

export type Connected = { readonly connection: Connection; readonly preview: ConnectionPreview };

/** Connects a resource to a project. What collides is refused with the command that avoids it. */
export async function makeConnection(
  session: Session,
  resourceId: string,
  wanted: Wanted,
): Promise<Connected> {
  const answer = await session
    .call(kontorEndpoints.connectResource, {
      params: { team: await session.team(), resource: resourceId },
      body: bodyOf(wanted),
    })
    .catch((error: unknown) => {
      throw explainCollision(session, error, wanted);
    });
  if (answer.status === 201) return answer.body;
  throw new Error('the host previewed a connection that it was asked to make');
}

/** What connecting would do. Nothing is changed. */
export async function previewConnection(
  session: Session,
  resourceId: string,
  wanted: Wanted,
): Promise<ConnectionPreview> {
  const { body } = await session.call(kontorEndpoints.connectResource, {
    params: { team: await session.team(), resource: resourceId },
    query: { dryRun: 'true' },
    body: bodyOf(wanted),
  });
  return body.preview;
}

export function bodyOf(wanted: Wanted) {
  const { project, prefix } = wanted;
  return {
    project,
    environments: environmentsOf(wanted),
    ...(prefix === undefined ? {} : { prefix }),
  };
}
