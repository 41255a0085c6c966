import type { SpendLimit } from '@kontor/protocol/kontor';
import * as projectEndpoints from '@kontor/protocol/kontor/project';
import { CliError } from '../../cli-error.ts';
import { exitCode } from '../../exit-code.ts';
import { projectOption, text } from '../../inputs.ts';
import type { Session } from '../../session.ts';
import { findInstallation } from '../installation/find-installation.ts';
import { findResource } from '../resource/find-resource.ts';

/** What a limit is of: one of these, or the team. */
export const subjectOptions = {
  ...projectOption,
  installation: text('installation', 'Installation by its id, or integration by its slug.'),
  resource: text('resource', 'Resource, by name or id.'),
};

type Named = {
  readonly project?: string | undefined;
  readonly installation?: string | undefined;
  readonly resource?: string | undefined;
};

/** What was named, by its id; the team where nothing was. */
export async function subjectOf(session: Session, named: Named): Promise<string> {
  const { project, installation, resource } = named;
  const given = [project, installation, resource].filter((each) => each !== undefined);
  if (given.length > 1) {
    throw new CliError({
      code: 'wrong_usage',
      exitCode: exitCode.wrongUsage,
      message: 'A limit is of one thing: name a project, an installation or a resource.',
    });
  }
  if (project !== undefined) {
    const { body } = await session.call(projectEndpoints.getProject, {
      params: { team: await session.team(), project },
    });
    return body.project.id;
  }
  if (installation !== undefined) return (await findInstallation(session, installation)).id;
  if (resource !== undefined) return (await findResource(session, resource)).id;
  return 'team';
}

/** What a limit is of, as people name it. */
export function limitOf({ kind, id }: Pick<SpendLimit, 'kind' | 'id'>): string {
  return id === null ? 'the team' : `${kind} ${id}`;
}
