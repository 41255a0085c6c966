import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { read } from '../../api/read.ts';
import { useTeamSlug } from '../../shell/use-team.ts';

/** What something is owed for, as the team calls what a provider knows by an id of its own, and where it is. */
export function ResourceOf({ externalId }: { readonly externalId: string | null | undefined }) {
  const team = useTeamSlug();
  const { data } = useQuery(read('listTeamResources', { params: { team } }));
  if (externalId === null || externalId === undefined) return 'The whole installation';
  const resource = data?.resources.find((each) => each.externalId === externalId);
  // one that is gone is known by nothing else any more
  if (resource === undefined) return <span className="break-all">{externalId}</span>;
  return (
    <Link
      to="/t/$team/resources/$resource"
      params={{ team, resource: resource.id }}
      className="text-accent underline"
    >
      {resource.name}
    </Link>
  );
}
