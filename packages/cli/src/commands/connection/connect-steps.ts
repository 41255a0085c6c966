import type { NextStep } from '../../next/next-step.ts';
import { steps } from '../../next/steps.ts';
import type { Session } from '../../session.ts';
import { createProjectSteps } from '../project/create-steps.ts';
import { projectsOf } from '../project/find-project.ts';

/** More projects than this are no choice to read. */
const MOST = 5;

/** How a resource is connected to each project there is; how one is made where there is none. */
export async function connectSteps(
  session: Session,
  resource: string,
): Promise<readonly NextStep[]> {
  // what is told beside a result must not spoil it
  const projects = await projectsOf(session).catch(() => []);
  if (projects.length === 0) return createProjectSteps(session);
  return projects.slice(0, MOST).map(({ name }) => steps.connect(resource, name));
}
