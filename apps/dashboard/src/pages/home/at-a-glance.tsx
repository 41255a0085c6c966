import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { read } from '../../api/read.ts';
import { useMay, useTeamSlug } from '../../shell/use-team.ts';
import { Amount } from '../../ui/amount.tsx';

/** What a team has, owes and waits for, each number leading to the page that has more of it. */
export function AtAGlance() {
  const params = { team: useTeamSlug() };
  const base = `/t/${encodeURIComponent(params.team)}`;
  const may = useMay();
  const maySeeMade = may('installation:read');
  const projects = useQuery({
    ...read('listProjects', { params }),
    enabled: may('project:read'),
  }).data?.projects;
  const usage = useQuery({
    ...read('getTeamUsage', { params, query: {} }),
    enabled: may('billing:read'),
  }).data;
  const approvals = useQuery({
    ...read('listApprovals', { params, query: { state: 'pending' } }),
    enabled: maySeeMade,
  }).data?.approvals;
  const operations = useQuery({
    ...read('listOperations', { params, query: { status: 'running' } }),
    enabled: maySeeMade,
  }).data?.operations;
  return (
    <dl className="grid grid-cols-2 gap-4 lg:grid-cols-4">
      {projects && (
        <Tile name="Projects" to={`${base}/projects`}>
          {projects.length}
        </Tile>
      )}
      {usage && (
        <Tile name="Owed so far" to={`${base}/billing`}>
          <Amount of={usage.total} />
        </Tile>
      )}
      {operations && (
        <Tile name="Under way" to={`${base}/activity/operations`}>
          {operations.length === 0 ? 'Nothing' : atLeast(operations.length)}
        </Tile>
      )}
      {approvals && (
        <Tile name="Waits for approval" to={`${base}/approvals`}>
          {approvals.length === 0 ? 'Nothing' : atLeast(approvals.length)}
        </Tile>
      )}
    </dl>
  );
}

/** As many as one page of the host has. */
const PAGE = 20;

function atLeast(count: number): string {
  return count < PAGE ? String(count) : `${PAGE} or more`;
}

function Tile({
  name,
  to,
  children,
}: {
  readonly name: string;
  readonly to: string;
  readonly children: ReactNode;
}) {
  return (
    <div className="relative rounded-lg border border-line bg-surface p-4 hover:bg-hover">
      <dt className="text-muted">
        <Link to={to} className="no-underline after:absolute after:inset-0">
          {name}
        </Link>
      </dt>
      <dd className="text-2xl font-semibold tracking-tight">{children}</dd>
    </div>
  );
}
