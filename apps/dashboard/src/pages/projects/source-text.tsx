import { Link } from '@tanstack/react-router';
import type { Answer } from '../../api/call.ts';
import { useProject } from './use-project.ts';

export type EnvironmentVariable = Answer<'listEnvironmentVariables'>['variables'][number];

/** Where a variable comes from, in a word or by the resource that gives it. */
export function SourceText({ source }: Pick<EnvironmentVariable, 'source'>) {
  const { team } = useProject();
  if (source.kind === 'variable') return 'by hand';
  if (source.kind === 'shared') return 'shared by the team';
  return (
    <Link
      to="/t/$team/resources/$resource"
      params={{ team, resource: source.resourceId }}
      title={`The secret ${source.secretName}`}
      className="text-accent underline"
    >
      {source.resourceName}
    </Link>
  );
}
