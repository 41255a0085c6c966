import * as sharedEndpoints from '@kontor/protocol/rest/shared-variable';
import * as z from 'zod';
import { command } from '../../../command.ts';
import { scopeOf } from '../../../host/scope-of.ts';
import { argument } from '../../../inputs.ts';
import { findProject } from '../../project/find-project.ts';
import { findShared, requireWritten, sharedArgument, writtenVariable } from './find-shared.ts';

const args = z.strictObject({ ...sharedArgument, project: argument('Project, by name or id.') });

export const linkShared = command({
  args,
  options: z.strictObject({}),
  examples: ['kontor env shared link REGION web'],
  output: z.object({ variable: writtenVariable }),
  run: async ({ args: named }, session) => {
    const { id, key } = await findShared(session, named.variable);
    const project = await findProject(session, named.project);
    const { body } = await session.call(sharedEndpoints.updateSharedEnvVariable, {
      query: await scopeOf(session),
      body: { updates: { [id]: { projectIdUpdates: { link: [project.id] } } } },
    });
    const variable = requireWritten(body.failed, body.updated);
    return {
      data: { variable },
      text: [`${project.name} reads ${key} from now on.`],
    };
  },
});

export const unlinkShared = command({
  args,
  options: z.strictObject({}),
  examples: ['kontor env shared unlink REGION web'],
  output: z.object({ variable: z.string(), project: z.string() }),
  run: async ({ args: named }, session) => {
    const { id, key } = await findShared(session, named.variable);
    const project = await findProject(session, named.project);
    await session.call(sharedEndpoints.unlinkSharedEnvVariable, {
      params: { variable: id, project: project.id },
      query: await scopeOf(session),
    });
    return {
      data: { variable: id, project: project.id },
      text: [`${project.name} does not read ${key} any more.`],
    };
  },
});
