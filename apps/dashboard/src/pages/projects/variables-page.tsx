import { useQuery } from '@tanstack/react-query';
import { read } from '../../api/read.ts';
import { Section } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { EnvironmentTable } from './environment-table.tsx';
import { OwnVariables } from './own-variables.tsx';
import { ProjectConnections } from './project-connections.tsx';
import { useEnvironments, useProject } from './use-project.ts';

/** What deployments of a project read, where each of it is from, and what the team wrote by hand. */
export function VariablesPage() {
  const params = useProject();
  const environments = useEnvironments();
  const variables = useQuery(read('listVariables', { params }));
  const connections = useQuery(read('listProjectConnections', { params }));
  return (
    <>
      <Section title="Connections">
        <QueryView query={connections} rows={1}>
          {(answer) => <ProjectConnections connections={answer.connections} />}
        </QueryView>
      </Section>
      <Section title="Environments">
        <QueryView query={environments}>
          {(answer) => (
            <EnvironmentTable
              environments={answer.environments}
              variables={variables.data?.variables ?? []}
              connections={connections.data?.connections ?? []}
            />
          )}
        </QueryView>
      </Section>
      <QueryView query={variables}>
        {(answer) => <OwnVariables variables={answer.variables} />}
      </QueryView>
    </>
  );
}
