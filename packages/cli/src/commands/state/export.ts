import * as statePlanEndpoints from '@kontor/protocol/kontor/state-plan';
import * as z from 'zod';
import { command } from '../../command.ts';
import { optionalArgument, projectOption, text } from '../../inputs.ts';
import { saveFile } from '../../output/save-file.ts';
import { stateText } from '../../state-file/state-text.ts';
import { chooseProject } from '../project/choose-project.ts';
import { namedProject } from '../project/named-project.ts';
import { DEFAULT_STATE_FILE } from './open-state.ts';

export const exportState = command({
  args: z.strictObject({ project: optionalArgument('Project, by name or id.') }),
  options: z.strictObject({
    ...projectOption,
    output: text('path', `File to write, such as ${DEFAULT_STATE_FILE} (default: print it).`),
  }),
  details:
    'Values of variables are not in it, but for plain ones: each names with fromEnv the variable of a machine that holds it, which is to be set where `kontor plan` runs.',
  examples: ['kontor export web', 'kontor export web --output kontor.yaml'],
  output: statePlanEndpoints.exportState.responses[200].extend({ file: z.string().optional() }),
  run: async ({ args, options }, session) => {
    const project = await chooseProject(session, namedProject(args.project, options.project));
    const { body } = await session.call(statePlanEndpoints.exportState, {
      params: { team: await session.team(), project },
    });
    const content = await stateText(body);
    const notes = [
      ...body.notes,
      ...body.fromEnv.map(({ name, variable }) => `set ${name} to the value of ${variable}`),
    ];
    if (options.output === undefined) {
      return { data: body, text: content.trimEnd().split('\n'), notes };
    }
    const file = await saveFile(session, options.output, content);
    return { data: { ...body, file }, text: [`Wrote ${options.output}.`], notes };
  },
});
