import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { read } from '../../api/read.ts';
import { useOpen } from '../../shell/use-open.ts';
import { useMay, useTeamSlug } from '../../shell/use-team.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Table } from '../../ui/table.tsx';
import { When } from '../../ui/when.tsx';
import { NewProject } from './new-project.tsx';

/** The projects of a team. */
export function ProjectsPage() {
  const team = useTeamSlug();
  const may = useMay();
  const [isMaking, setMaking] = useOpen('new-project', 'project:write');
  const projects = useQuery(read('listProjects', { params: { team } }));
  const make = may('project:write') && (
    <Button look="primary" onPress={() => setMaking(true)}>
      New project
    </Button>
  );
  return (
    <Page
      title="Projects"
      lead="A project is one application with its environments. Connected resources give it their variables."
      actions={make}
    >
      <QueryView query={projects}>
        {({ projects: rows }) =>
          rows.length === 0 ? (
            <Empty title="No projects yet" action={make}>
              Make one for each application, then connect resources to it.
            </Empty>
          ) : (
            <Table
              label="Projects"
              rows={rows}
              keyOf={({ id }) => id}
              columns={[
                {
                  name: 'Name',
                  cell: ({ name }) => (
                    <Link
                      to="/t/$team/projects/$project"
                      params={{ team, project: name }}
                      className="text-accent underline"
                    >
                      {name}
                    </Link>
                  ),
                },
                { name: 'Made', cell: ({ createdAt }) => <When at={createdAt} /> },
              ]}
            />
          )
        }
      </QueryView>
      {isMaking && <NewProject onClose={() => setMaking(false)} />}
    </Page>
  );
}
