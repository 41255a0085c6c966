import type { Installation, InstallationCredential } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { read } from '../../api/read.ts';
import { useNewestOperation } from '../../api/use-operation.ts';
import { useMay } from '../../shell/use-team.ts';
import { Abilities } from '../../ui/abilities.tsx';
import { NotificationNote } from '../../ui/notification-note.tsx';
import { OperationNote } from '../../ui/operation-note.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { ResourceTable } from '../../ui/resource-table.tsx';
import { Credentials, MembersAccess } from './access.tsx';
import { DisabledAccount } from './disabled-account.tsx';
import { InstallationActions } from './installation-actions.tsx';
import { InstallationFacts } from './installation-facts.tsx';
import { PaidWith } from './paid-with.tsx';
import { installationReads } from './reads.ts';
import { Renewal } from './renewal.tsx';

/** What joins a team to an integration: how it is, what was made of it, and what its provider may do. */
export function InstallationPage() {
  const { team, installation: id } = useParams({ from: '/t/$team/installations/$installation' });
  const query = useQuery(read('getTeamInstallation', { params: { team, installation: id } }));
  const operation = useNewestOperation(team, { installation: id }, installationReads);
  return (
    <QueryView query={query} rows={5}>
      {({ installation, credentials }) => (
        <Page
          title={installation.integration.name}
          above={
            <Link
              to="/t/$team/catalog/$integration"
              params={{ team, integration: installation.integration.slug }}
              className="text-accent underline"
            >
              In the catalogue
            </Link>
          }
          actions={
            installation.lifecycle === 'installed' && (
              <InstallationActions team={team} installation={installation} />
            )
          }
        >
          <OperationNote operation={operation} />
          <NotificationNote
            notification={installation.notification}
            team={team}
            installation={id}
          />
          <DisabledAccount team={team} installation={installation} />
          <Body
            {...{ team, installation, credentials }}
            isWaiting={operation?.status === 'awaiting-approval'}
          />
        </Page>
      )}
    </QueryView>
  );
}

function Body({
  team,
  installation,
  credentials,
  isWaiting,
}: {
  readonly team: string;
  readonly installation: Installation;
  readonly credentials: readonly InstallationCredential[];
  readonly isWaiting: boolean;
}) {
  const resources = useQuery(
    read('listTeamResources', { params: { team }, query: { installation: installation.id } }),
  );
  const params = { team, integration: installation.integration.id };
  const listing = useQuery(read('getTeamListing', { params })).data?.integration;
  const may = useMay();
  return (
    <>
      {listing && <Renewal {...{ team, installation, listing }} />}
      <InstallationFacts installation={installation} isWaiting={isWaiting} />
      <Section title="Resources">
        <QueryView query={resources}>
          {({ resources: rows }) =>
            rows.length === 0 ? (
              <p className="text-muted">There is nothing of it.</p>
            ) : (
              <ResourceTable team={team} resources={rows} />
            )
          }
        </QueryView>
      </Section>
      {may('invoice:read') && installation.uninstalledAt === null && (
        <PaidWith team={team} installation={installation.id} />
      )}
      {listing && <Abilities title="What its provider can do" listing={listing} />}
      {installation.uninstalledAt === null && (
        <>
          <MembersAccess installation={installation} />
          <Credentials installation={installation} credentials={credentials} />
        </>
      )}
    </>
  );
}
