import { operatorAreas } from '../pages/operator/operator-areas.ts';
import type { Place } from './palette-dialog.tsx';
import { useMe } from './use-team.ts';

export const ofAccount: readonly Place[] = [
  { address: '/account', name: 'Account', kind: 'your account' },
  { address: '/account/sign-in', name: 'Signing in', kind: 'your account' },
  { address: '/device', name: 'Sign a machine in', kind: 'your account' },
];

export const ofHost: readonly Place[] = operatorAreas.flatMap((area) =>
  area.pages.map(({ name, to }) => ({ address: to, name, kind: `this host, ${area.name}` })),
);

/** The pages of those who run the host, and the teams that they are in themselves. */
export function useHostPlaces(): readonly Place[] {
  const teams = useMe().data?.teams ?? [];
  const own = teams.map(({ slug, name }) => ({
    address: `/t/${encodeURIComponent(slug)}`,
    name,
    kind: 'your team',
  }));
  return [...ofHost, ...own, ...ofAccount];
}
