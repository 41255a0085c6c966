import * as connectionEndpoints from '@kontor/protocol/kontor/connection';
import * as z from 'zod';
import { CliError } from '../../cli-error.ts';
import { command } from '../../command.ts';
import { exitCode } from '../../exit-code.ts';
import { argument, flag, optionalArgument, projectOption } from '../../inputs.ts';
import { steps } from '../../next/steps.ts';
import type { Shown } from '../../output/shown.ts';
import type { Session } from '../../session.ts';
import { chooseProject } from '../project/choose-project.ts';
import { namedProject } from '../project/named-project.ts';
import { findResource } from '../resource/find-resource.ts';
import { collisionLines, explainCollision, type Wanted, withPrefix } from './collisions.ts';
import { actionsOf, connectionOptions, namedOptions } from './environments.ts';
import { findConnection } from './find-connection.ts';
import { type Connected, connected, connectedLine, makeConnection } from './make-connection.ts';
import { previewLines, warningLines } from './preview-lines.ts';

export const connect = command({
  args: z.strictObject({
    resource: argument('Resource, by name or id.'),
    project: optionalArgument('Project, by name or id.'),
  }),
  options: z.strictObject({
    ...projectOption,
    ...connectionOptions,
    withoutPrefix: flag('With --change, take the prefix away.'),
    change: flag('Change the connection if there is one already.'),
    dryRun: flag('Only show the names of the variables and what would collide.'),
  }),
  details:
    'With --dry-run, exit code 5 says that it would be refused. With --change, what is not named stays as it is.',
  examples: [
    'kontor connect orders web --env production,preview',
    'kontor connect replica web --prefix REPLICA --dry-run',
    'kontor connect orders web --action branch',
  ],
  output: connected,
  run: async ({ args, options }, session) => {
    const resource = await findResource(session, args.resource);
    const project = await chooseProject(session, namedProject(args.project, options.project));
    const wanted: Asked = { ...options, resource: args.resource, project };
    const connected = await connectOrChange(session, resource.id, wanted);
    return options.dryRun
      ? shownPreview(connected.preview, wanted)
      : shownConnected(resource.name, connected);
  },
});

type Asked = Wanted & {
  readonly change: boolean;
  readonly dryRun: boolean;
  readonly withoutPrefix: boolean;
};

async function connectOrChange(
  session: Session,
  resourceId: string,
  wanted: Asked,
): Promise<Connected> {
  try {
    return await makeConnection(session, resourceId, wanted);
  } catch (error) {
    if (!(error instanceof CliError) || error.code !== 'already_connected') throw error;
    if (!wanted.change) throw changeInstead(error, wanted);
    return change(session, resourceId, wanted);
  }
}

/** Changes what was named of an existing connection. */
async function change(session: Session, resourceId: string, wanted: Asked): Promise<Connected> {
  const current = await findConnection(session, resourceId, wanted.project);
  const { env, withoutPrefix } = wanted;
  const prefix = withoutPrefix ? null : wanted.prefix;
  const { body } = await session
    .call(connectionEndpoints.updateConnection, {
      params: { team: await session.team(), resource: resourceId, connection: current.id },
      query: { dryRun: wanted.dryRun ? 'true' : 'false' },
      body: {
        ...(env.length === 0 ? {} : { environments: [...env] }),
        ...(prefix === undefined ? {} : { prefix }),
        ...actionsOf(wanted),
      },
    })
    .catch((error: unknown) => {
      throw explainCollision(error, wanted);
    });
  return body;
}

function changeInstead(error: CliError, wanted: Wanted): CliError {
  const { resource, project } = wanted;
  const change = steps.connect(resource, project, ...namedOptions(wanted), '--change');
  return error.with({ next: [change] });
}

function shownConnected(resource: string, connecting: Connected): Shown<Connected> {
  const { connection, preview } = connecting;
  return {
    data: connecting,
    text: [
      ...(connection === undefined ? [] : [connectedLine(resource, connection)]),
      ...previewLines(preview),
    ],
    notes: warningLines(preview),
  };
}

function shownPreview(preview: Connected['preview'], wanted: Wanted): Shown<Connected> {
  const { collisions, suggestedPrefix } = preview;
  if (collisions.length === 0) {
    return { data: { preview }, text: previewLines(preview), notes: warningLines(preview) };
  }
  return {
    data: { preview },
    text: [
      ...previewLines(preview),
      '',
      'These names would collide, so connecting would be refused:',
      ...collisionLines(collisions).map((line) => `  ${line}`),
    ],
    next: suggestedPrefix === undefined ? [] : [withPrefix(wanted, suggestedPrefix)],
    notes: warningLines(preview),
    exitCode: exitCode.conflict,
  };
}
