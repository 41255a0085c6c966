import type { Resource } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { read } from '../../api/read.ts';
import { useMay } from '../../shell/use-team.ts';
import { buttonLook } from '../../ui/button.tsx';

/** Leads from a resource that its provider did not make back to the form, which is as it was sent. */
export function TryAgain({
  team,
  resource,
}: {
  readonly team: string;
  readonly resource: Resource;
}) {
  const may = useMay();
  const params = { team, installation: resource.installationId };
  const installation = useQuery(read('getTeamInstallation', { params })).data?.installation;
  if (resource.lifecycle !== 'failed' || !may('resource:write')) return null;
  if (installation?.lifecycle !== 'installed') return null;
  return (
    <Link
      to="/t/$team/catalog/$integration/new"
      params={{ team, integration: installation.integration.slug }}
      search={{ product: resource.product.slug }}
      className={buttonLook('primary')}
    >
      Try again
    </Link>
  );
}
