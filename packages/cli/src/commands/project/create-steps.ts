import { basename } from 'node:path';
import * as projectEndpoints from '@kontor/protocol/kontor/project';
import type { NextStep } from '../../next/next-step.ts';
import { steps } from '../../next/steps.ts';
import type { Session } from '../../session.ts';

/** How a project is made, called as the folder is; nothing where no project can be called so. */
export function createProjectSteps({ world }: Pick<Session, 'world'>): readonly NextStep[] {
  const name = basename(world.folder)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  const { success } = projectEndpoints.createProject.request.shape.name.safeParse(name);
  return success ? [steps.createProject(name)] : [];
}
