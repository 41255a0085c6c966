import * as z from 'zod';
import { command } from '../../../command.ts';
import { text } from '../../../inputs.ts';
import { table } from '../../../output/table.ts';
import { findProject, projectsOf } from '../../project/find-project.ts';
import { listedVariable, sharedVariablesOf } from './find-shared.ts';

export const listShared = command({
  args: z.strictObject({}),
  options: z.strictObject({ project: text('project', 'Only what is linked to this project.') }),
  examples: ['kontor env shared list', 'kontor env shared list --project web'],
  output: z.object({ variables: z.array(listedVariable) }),
  run: async ({ options }, session) => {
    const of = options.project && (await findProject(session, options.project));
    const all = await sharedVariablesOf(session);
    const variables = of ? all.filter(({ projectId }) => projectId.includes(of.id)) : all;
    if (variables.length === 0) {
      return { data: { variables }, text: ['There are no shared variables.'] };
    }
    const projects = await projectsOf(session);
    const nameOf = (id: string) => projects.find((each) => each.id === id)?.name ?? id;
    return {
      data: { variables },
      text: table(
        ['VARIABLE', 'ENVIRONMENTS', 'TYPE', 'PROJECTS', 'ID'],
        variables.map(({ key, target, type, projectId, id }) => [
          key,
          target.join(', '),
          type,
          projectId.map(nameOf).join(', '),
          id,
        ]),
      ),
    };
  },
});
