import { useQuery } from '@tanstack/react-query';
import { read } from '../../api/read.ts';
import { useOpen } from '../../shell/use-open.ts';
import { useMay } from '../../shell/use-team.ts';
import { Button } from '../../ui/button.tsx';
import { HandOver } from '../../ui/hand-over.tsx';
import { Section } from '../../ui/page.tsx';
import { DeleteProject } from './delete-project.tsx';
import { Environments } from './environments.tsx';
import { RenameProject } from './rename-project.tsx';
import { useProject } from './use-project.ts';

/** The name and the environments of a project, its way to another team, and its end. */
export function ProjectSettings() {
  const may = useMay();
  const mayWrite = may('project:write');
  const mayGive = mayWrite && may('environment:read-values') && may('resource:write');
  const [isGiving, setGiving] = useOpen('hand-over', 'project:write');
  const [isDeleting, setDeleting] = useOpen('delete', 'project:write');
  const params = useProject();
  const project = useQuery(read('getProject', { params })).data?.project;
  return (
    <>
      {mayWrite && project && (
        <RenameProject key={project.id} team={params.team} project={project} />
      )}
      <Environments />
      {mayGive && (
        <Section title="Hand this project to another team">
          <div>
            <Button onPress={() => setGiving(true)}>Hand over</Button>
          </div>
        </Section>
      )}
      {mayWrite && (
        <Section title="Delete this project">
          <div>
            <Button look="danger" onPress={() => setDeleting(true)}>
              Delete project
            </Button>
          </div>
        </Section>
      )}
      {isGiving && mayGive && (
        <HandOver
          team={params.team}
          of={{ kind: 'project', id: params.project, name: params.project }}
          onClose={() => setGiving(false)}
        />
      )}
      {isDeleting && <DeleteProject onClose={() => setDeleting(false)} />}
    </>
  );
}
