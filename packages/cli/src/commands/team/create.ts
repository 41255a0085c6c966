import * as teamEndpoints from '@kontor/protocol/kontor/team';
import * as z from 'zod';
import { CliError } from '../../cli-error.ts';
import { command } from '../../command.ts';
import { exitCode } from '../../exit-code.ts';
import { argument, text } from '../../inputs.ts';
import { steps } from '../../next/steps.ts';

export const createTeam = command({
  args: z.strictObject({
    slug: argument('What people type: lower-case letters, digits, hyphens.'),
  }),
  options: z.strictObject({ name: text('name', 'What it is called (default: the same).') }),
  details: 'You become its owner.',
  examples: ["kontor teams create labs --name 'Acme Labs'"],
  output: teamEndpoints.createTeam.responses[201],
  run: async ({ args: { slug }, options: { name = slug } }, session) => {
    const { body } = await session.call(teamEndpoints.createTeam, { body: { slug, name } });
    const { team } = body;
    return {
      data: body,
      text: [`Created the team ${team.name} (${team.id}).`],
      next: [steps.useTeam(team.slug)],
    };
  },
});

export const editTeam = command({
  args: z.strictObject({}),
  options: z.strictObject({
    name: text('name', 'What it is called from now on.'),
    slug: text('slug', 'What people type from now on. The former one names nothing any more.'),
  }),
  examples: ["kontor teams edit --name 'Acme Works'"],
  output: teamEndpoints.updateTeam.responses[200],
  run: async ({ options: { name, slug } }, session) => {
    if (name === undefined && slug === undefined) throw nothingSaid();
    const { body } = await session.call(teamEndpoints.updateTeam, {
      params: { team: await session.team() },
      body: { ...(name !== undefined && { name }), ...(slug !== undefined && { slug }) },
    });
    return { data: body, text: [`The team is ${body.team.name} (${body.team.slug}) now.`] };
  },
});

function nothingSaid() {
  return new CliError({
    code: 'wrong_usage',
    exitCode: exitCode.wrongUsage,
    message: 'Say what to change: --name or --slug.',
  });
}
