import * as projectEndpoints from '@kontor/protocol/kontor/project';
import * as z from 'zod';
import { command } from '../../command.ts';
import { argument } from '../../inputs.ts';
import { findProject } from './find-project.ts';

export const deleteProject = command({
  args: z.strictObject({ project: argument('Project, by name or id.') }),
  options: z.strictObject({}),
  details:
    'Its variables and connections go with it; resources stay. Asks before; where nobody can be asked, --yes is needed.',
  examples: ['kontor projects delete web --yes'],
  output: z.object({ deleted: z.object({ id: z.string(), name: z.string() }) }),
  run: async ({ args }, session) => {
    const { id, name } = await findProject(session, args.project);
    await session.ask.toConfirm({ message: `Delete ${name} with its variables and connections?` });
    await session.call(projectEndpoints.deleteProject, {
      params: { team: await session.team(), project: id },
    });
    return { data: { deleted: { id, name } }, text: [`Deleted ${name} (${id}).`] };
  },
});
