import { useQuery } from '@tanstack/react-query';
import { Link, Outlet } from '@tanstack/react-router';
import { read } from '../../api/read.ts';
import { Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { SubPages } from '../../ui/sub-pages.tsx';
import { useProject } from './use-project.ts';

/** What surrounds every page of one project. */
export function ProjectFrame() {
  const place = useProject();
  const { team } = place;
  const project = useQuery(read('getProject', { params: place }));
  const base = `/t/${encodeURIComponent(team)}/projects/${encodeURIComponent(place.project)}`;
  const name = project.data?.project.name ?? place.project;
  return (
    <Page
      title={name}
      above={
        <Link to="/t/$team/projects" params={{ team }} className="text-accent underline">
          Projects
        </Link>
      }
    >
      <QueryView query={project}>
        {() => (
          <>
            <SubPages
              label="Project"
              pages={[
                { name: 'Variables', to: base, isExact: true },
                { name: 'History', to: `${base}/history` },
                { name: 'Deployments', to: `${base}/deployments` },
                { name: 'Plans', to: `${base}/plans` },
                { name: 'Settings', to: `${base}/settings` },
              ]}
            />
            <Outlet />
          </>
        )}
      </QueryView>
    </Page>
  );
}
