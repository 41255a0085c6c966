import { SubPages } from '../ui/sub-pages.tsx';
import { type TeamPage, teamPages } from './team-pages.ts';
import { useMaySee, useTeamSlug } from './use-team.ts';

/** The pages of an area beside each other, as far as the viewer has any use of them. */
export function TeamSubPages({ area }: { readonly area: keyof typeof teamPages }) {
  const base = `/t/${encodeURIComponent(useTeamSlug())}`;
  const maySee = useMaySee();
  const all: readonly TeamPage[] = teamPages[area];
  const pages = all
    .filter(({ needs }) => needs === undefined || maySee(needs))
    .map(({ name, path }) => ({ name, to: base + path, isExact: path === all[0]?.path }));
  return <SubPages label={area} pages={pages} />;
}
