import type { Action } from '@kontor/protocol';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { read } from '../api/read.ts';

/** The slug of the team whose pages are shown. */
export function useTeamSlug(): string {
  return useParams({ from: '/t/$team' }).team;
}

/** Who is signed in and what teams they have. */
export function useMe() {
  return useQuery(read('getMe', {}));
}

/** Whether the viewer may do something in this team. The host decides again when it is done. */
export function useMay(): (action: Action) => boolean {
  const slug = useTeamSlug();
  const { data } = useMe();
  const actions = data?.teams.find((team) => team.slug === slug)?.actions ?? [];
  return (action) => actions.includes(action);
}
