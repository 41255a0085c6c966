import { useTeamSlug } from '../../shell/use-team.ts';
import { SubPages } from '../../ui/sub-pages.tsx';

/** What happened, and what is being done. */
export function ActivityPages() {
  const base = `/t/${encodeURIComponent(useTeamSlug())}/activity`;
  return (
    <SubPages
      label="Activity"
      pages={[
        { name: 'Events', to: base, isExact: true },
        { name: 'Operations', to: `${base}/operations` },
      ]}
    />
  );
}
