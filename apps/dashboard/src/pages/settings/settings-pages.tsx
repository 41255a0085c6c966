import { useMay, useTeamSlug } from '../../shell/use-team.ts';
import { SubPages } from '../../ui/sub-pages.tsx';

/** The parts of a team's settings that the viewer has any use of. */
export function SettingsPages() {
  const base = `/t/${encodeURIComponent(useTeamSlug())}/settings`;
  const may = useMay();
  return (
    <SubPages
      label="Settings"
      pages={[
        { name: 'Team', to: base, isExact: true },
        { name: 'Members', to: `${base}/members` },
        { name: 'Transfers', to: `${base}/transfers` },
        ...(may('token:manage') ? [{ name: 'Tokens', to: `${base}/tokens` }] : []),
        ...(may('event:read') ? [{ name: 'Webhooks', to: `${base}/webhooks` }] : []),
      ]}
    />
  );
}
