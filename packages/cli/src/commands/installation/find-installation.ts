import type { Installation } from '@kontor/protocol/kontor';
import * as installationEndpoints from '@kontor/protocol/kontor/installation';
import { oneOf } from '../../names/one-of.ts';
import type { Session } from '../../session.ts';

/** An installation of the team by its id, or by the slug or id of its integration. */
export async function findInstallation(
  { call, team }: Pick<Session, 'call' | 'team'>,
  named: string,
): Promise<Installation> {
  const { body } = await call(installationEndpoints.listInstallations, {
    params: { team: await team() },
  });
  return oneOf(named, body.installations, {
    noun: 'installation',
    names: ({ id, integration }) => [integration.slug, integration.id, id],
    tell: ({ id, kind, integration }) => `${id} (${integration.slug}, ${kind})`,
  });
}

/** The native installation of an integration, if the team has one that has not ended. */
export async function findNative(
  { call, team }: Pick<Session, 'call' | 'team'>,
  integrationId: string,
): Promise<Installation | undefined> {
  const { body } = await call(installationEndpoints.listInstallations, {
    params: { team: await team() },
  });
  return body.installations.find(
    ({ integration, kind, lifecycle }) =>
      integration.id === integrationId &&
      kind === 'native' &&
      (lifecycle === 'installed' || lifecycle === 'installing'),
  );
}
