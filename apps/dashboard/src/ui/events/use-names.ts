import { useQuery } from '@tanstack/react-query';
import { read } from '../../api/read.ts';
import { useMay, useMaySee, useTeamSlug } from '../../shell/use-team.ts';

/** What ids of a team are called now. What is gone, or may not be looked at, has no name. */
export type Names = {
  readonly of: (id: string) => string | undefined;
  readonly people: readonly { readonly userId: string; readonly name: string }[];
};

export function useNames(): Names {
  const params = { team: useTeamSlug() };
  const may = useMay();
  const maySee = useMaySee();
  const people = useQuery(read('listMembers', { params })).data?.members ?? [];
  const projects = useQuery({
    ...read('listProjects', { params }),
    enabled: may('project:read'),
  }).data?.projects;
  const resources = useQuery({
    ...read('listTeamResources', { params }),
    enabled: may('installation:read'),
  }).data?.resources;
  const installations = useQuery({
    ...read('listInstallations', { params }),
    enabled: may('installation:read'),
  }).data?.installations;
  const tokens = useQuery({
    ...read('listTeamTokens', { params }),
    enabled: maySee('token:manage'),
  }).data?.tokens;
  const names = new Map([
    ...people.map(({ userId, name }) => [userId, name] as const),
    ...[projects, resources, tokens].flatMap((each) =>
      (each ?? []).map(({ id, name }) => [id, name] as const),
    ),
    ...(installations ?? []).flatMap(
      ({ id, integration }) =>
        [
          [id, integration.name],
          [integration.id, integration.name],
        ] as const,
    ),
  ] as readonly (readonly [string, string])[]);
  return { people, of: (id) => names.get(id) };
}
