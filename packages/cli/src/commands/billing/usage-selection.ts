import { text } from '../../inputs.ts';
import type { Session } from '../../session.ts';
import { findInstallation } from '../installation/find-installation.ts';

/** What of the team usage is asked of. */
export const selectionOptions = {
  resource: text('resource', 'Only of one resource, by id.'),
  project: text('project', 'Only of the resources connected to a project, by name or id.'),
};

/** The days that are asked of. */
export const rangeOptions = {
  from: text('day', 'The first day, such as 2026-03-01.'),
  to: text('day', 'The last day.'),
};

type Named = {
  readonly integration?: string | undefined;
  readonly resource?: string | undefined;
  readonly project?: string | undefined;
};

/** The same as a query, with the installation by its id. */
export async function selectionOf(session: Session, { integration, resource, project }: Named) {
  const installation =
    integration === undefined ? undefined : await findInstallation(session, integration);
  return {
    ...(installation !== undefined && { installation: installation.id }),
    ...(resource !== undefined && { resource }),
    ...(project !== undefined && { project }),
  };
}

/** Only the days that were named. */
export function rangeOf({
  from,
  to,
}: {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}) {
  return { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
}
