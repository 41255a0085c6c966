import * as projectEndpoints from '@kontor/protocol/kontor/project';
import { steps } from '../../next/steps.ts';
import type { Session } from '../../session.ts';

/** The project that was named, or the one that the person chooses. */
export async function chooseProject(
  { ask, call, team }: Pick<Session, 'ask' | 'call' | 'team'>,
  named: string | undefined,
): Promise<string> {
  if (named !== undefined) return named;
  const question = { message: 'Which project?', instead: '<project> or --project <project>' };
  const { body } = await call(projectEndpoints.listProjects, { params: { team: await team() } });
  const choices = body.projects.map(({ name }) => ({ value: name, label: name }));
  const answers = choices.map(({ value }) => steps.answer(value));
  return ask.toChoose({ ...question, choices, answers });
}
