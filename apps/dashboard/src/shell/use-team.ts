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

/** The team whose pages are shown, once it is known. */
function useTeam() {
  const slug = useTeamSlug();
  return useMe().data?.teams.find((team) => team.slug === slug);
}

/** Why whoever runs the host has suspended the team, and what waits until it is resumed; undefined where it goes on. */
export function useSuspension() {
  return useTeam()?.suspension;
}

/** The time by which the team is billed, where it is on a test clock: told with the team, and asked by no page. */
export function useTestClock(): string | undefined {
  return useTeam()?.testClock;
}

/** Whether the viewer may do something in this team. The host decides again when it is done. */
export function useMay(): (action: Action) => boolean {
  const actions = useTeam()?.actions ?? [];
  return (action) => actions.includes(action);
}

/** Whether the viewer may look at what an action is for: also in a suspended team, where nobody may change it. */
export function useMaySee(): (action: Action) => boolean {
  const may = useMay();
  const withheld = useSuspension()?.withheld ?? [];
  return (action) => may(action) || withheld.includes(action);
}
