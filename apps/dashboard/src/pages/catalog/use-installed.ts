import type { Installation } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { read } from '../../api/read.ts';

/** The installation by which a team makes resources of an integration, if it has one. */
export function useInstalled(team: string, integrationId: string | undefined) {
  const installations = useQuery(read('listInstallations', { params: { team } }));
  const installed = installations.data?.installations.find((each) => isOf(each, integrationId));
  return { installed, isKnown: installations.data !== undefined };
}

function isOf({ integration, kind }: Installation, integrationId: string | undefined): boolean {
  return integration.id === integrationId && kind === 'native';
}
