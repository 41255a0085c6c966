import { argument, projectOption } from '../../inputs.ts';
import type { Session } from '../../session.ts';
import { chooseProject } from '../project/choose-project.ts';

/** What commands about one deployment take. */
export const deploymentArgument = {
  deployment: argument("Deployment, by its id or the platform's own."),
};
export const inProject = { ...projectOption };

/** Where one deployment is. */
export async function placeOf(
  session: Session,
  { deployment, project: named }: { deployment: string; project?: string | undefined },
) {
  const project = await chooseProject(session, named);
  return { team: await session.team(), project, deployment };
}
