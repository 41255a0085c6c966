import type { SpendLimit } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { read } from '../../api/read.ts';
import { useTeamSlug } from '../../shell/use-team.ts';
import type { Choice } from '../../ui/field-look.ts';

/** What can have a limit, by its id, or the word `team`. */
export function useLimitSubjects(): readonly Choice[] {
  const team = useTeamSlug();
  const params = { team };
  const projects = useQuery(read('listProjects', { params })).data?.projects ?? [];
  const resources = useQuery(read('listTeamResources', { params })).data?.resources ?? [];
  const installations = useQuery(read('listInstallations', { params })).data?.installations ?? [];
  return [
    { value: 'team', label: 'The team' },
    ...projects.map(({ id, name }) => ({ value: id, label: `Project ${name}` })),
    ...resources.map(({ id, name }) => ({ value: id, label: `Resource ${name}` })),
    ...installations.map(({ id, integration }) => ({
      value: id,
      label: `All of ${integration.name}`,
    })),
  ];
}

/** How people call what a limit is of. */
export function useLimitNames(): (limit: Pick<SpendLimit, 'kind' | 'id'>) => string {
  const subjects = useLimitSubjects();
  return ({ id, kind }) =>
    subjects.find(({ value }) => value === (id ?? 'team'))?.label ?? `${kind} ${id}`;
}
