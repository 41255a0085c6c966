import { useTeamSlug } from '../../shell/use-team.ts';
import { SubPages } from '../../ui/sub-pages.tsx';

/** Agents, and what they wait for. */
export function AgentPages() {
  const base = `/t/${encodeURIComponent(useTeamSlug())}`;
  return (
    <SubPages
      label="Agents"
      pages={[
        { name: 'Agents', to: `${base}/agents`, isExact: true },
        { name: 'Approvals', to: `${base}/approvals` },
      ]}
    />
  );
}
