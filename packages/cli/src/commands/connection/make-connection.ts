import type { Connection } from '@kontor/protocol/kontor';
import * as connectionEndpoints from '@kontor/protocol/kontor/connection';
import type * as z from 'zod';
import type { Session } from '../../session.ts';
import { explainCollision, type Wanted } from './collisions.ts';
import { actionsOf, environmentsOf } from './environments.ts';

/** The connection is absent where connecting was only tried out. */
export const connected = connectionEndpoints.connectResource.responses[201].partial({
  connection: true,
});
export type Connected = z.output<typeof connected>;

/**
 * Connects a resource to a project; with `dryRun`, only tells what that would do. What collides is
 * refused with the command that avoids it.
 */
export async function makeConnection(
  session: Session,
  resourceId: string,
  { dryRun = false, ...wanted }: Wanted & { readonly dryRun?: boolean },
): Promise<Connected> {
  const { project, prefix } = wanted;
  const { body } = await session
    .call(connectionEndpoints.connectResource, {
      params: { team: await session.team(), resource: resourceId },
      query: { dryRun: dryRun ? 'true' : 'false' },
      body: {
        project,
        environments: environmentsOf(wanted),
        ...(prefix === undefined ? {} : { prefix }),
        ...actionsOf(wanted),
      },
    })
    .catch((error: unknown) => {
      throw explainCollision(error, wanted);
    });
  return body;
}

/** What was connected to what, in a sentence. */
export function connectedLine(resource: string, { projectName, environments }: Connection): string {
  return `Connected ${resource} to ${projectName} in ${environments.join(', ')}.`;
}
