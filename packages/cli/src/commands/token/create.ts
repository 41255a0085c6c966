import type { Token } from '@kontor/protocol/kontor';
import * as projectEndpoints from '@kontor/protocol/kontor/project';
import * as tokenEndpoints from '@kontor/protocol/kontor/token';
import { role } from '@kontor/protocol/vocabulary/role';
import * as z from 'zod';
import { CliError } from '../../cli-error.ts';
import { command } from '../../command.ts';
import { exitCode } from '../../exit-code.ts';
import { argument, flag, list } from '../../inputs.ts';
import { second } from '../../output/day.ts';
import type { Session } from '../../session.ts';
import { expiryOption, readExpiry } from './expiry.ts';

export const createToken = command({
  args: z.strictObject({ name: argument('What the token is for.') }),
  options: z.strictObject({
    machine: flag('A token of the team for a machine, instead of a personal one.'),
    role: role.optional().meta({
      description: 'What a machine may do at most (default: developer).',
      placeholder: role.options.join('|'),
    }),
    actions: list('actions', 'Of its role, only these: environment:read-values,project:read.'),
    onlyTeam: flag('A personal token that is good in this team alone.'),
    projects: list('projects', 'Only in these projects of the team, by name or id.'),
    environments: list('environments', 'Only in these environments.'),
    ...expiryOption,
  }),
  details:
    'The token alone goes to the standard output, so that it can be piped. It cannot be read again.',
  examples: [
    'kontor tokens create laptop --expires 90d',
    'kontor tokens create preview --projects web --expires 12h',
    'kontor tokens create ci --machine --actions environment:read-values --projects web --environments production',
  ],
  output: tokenEndpoints.createToken.responses[201],
  run: async ({ args, options }, session) => {
    const expiry = readExpiry(options.expires, new Date());
    const { token, secret } = options.machine
      ? await createForMachine(session, { name: args.name, ...expiry, ...options })
      : await createForPerson(session, { name: args.name, ...expiry }, options);
    return {
      data: { token, secret },
      text: [secret],
      notes: [
        `Created the ${token.kind} token ${token.name} (${token.id}), valid ${endOf(token)}. It is shown this once.`,
      ],
    };
  },
});

type Named = { readonly name: string; readonly expiresAt?: string };
type Narrowed = Readonly<
  Record<'actions' | 'projects' | 'environments', string[]> & {
    role?: z.output<typeof role> | undefined;
  }
>;

async function createForPerson(
  { call, team }: Session,
  named: Named,
  narrowed: Narrowed & { readonly onlyTeam: boolean },
) {
  const { role: asked, actions, projects, environments, onlyTeam } = narrowed;
  if (asked !== undefined || [...actions, ...environments].length > 0) {
    throw new CliError({
      code: 'wrong_usage',
      exitCode: exitCode.wrongUsage,
      message:
        'A personal token does all that you may do in its team and projects. To narrow what it does, make one with --machine.',
    });
  }
  const body = {
    ...named,
    ...((onlyTeam || projects.length > 0) && { team: await team() }),
    ...(projects.length > 0 && { projects: [...projects] }),
  };
  return (await call(tokenEndpoints.createToken, { body })).body;
}

async function createForMachine(session: Session, wanted: Named & Narrowed) {
  const { name, expiresAt, role: asked = 'developer', actions, environments } = wanted;
  const projects = await Promise.all(wanted.projects.map((named) => projectId(session, named)));
  const { body } = await session.call(tokenEndpoints.createTeamToken, {
    params: { team: await session.team() },
    body: {
      name,
      role: asked,
      ...(expiresAt === undefined ? {} : { expiresAt }),
      ...(actions.length === 0 ? {} : { actions: readActions(actions) }),
      ...(projects.length === 0 ? {} : { projects }),
      ...(environments.length === 0 ? {} : { environments }),
    },
  });
  return body;
}

const actionList = tokenEndpoints.createTeamToken.request.shape.actions.unwrap();

function readActions(actions: readonly string[]) {
  const parsed = actionList.safeParse(actions);
  if (parsed.success) return parsed.data;
  throw new CliError({
    code: 'wrong_usage',
    exitCode: exitCode.wrongUsage,
    message: `--actions takes some of ${actionList.element.options.join(', ')}.`,
  });
}

async function projectId({ call, team }: Session, project: string): Promise<string> {
  const { body } = await call(projectEndpoints.getProject, {
    params: { team: await team(), project },
  });
  return body.project.id;
}

function endOf({ expiresAt }: Token): string {
  return expiresAt === null ? 'until it is revoked' : `until ${second(expiresAt)} UTC`;
}
