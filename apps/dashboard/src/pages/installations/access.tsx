import type { Installation, InstallationCredential, Member } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { read } from '../../api/read.ts';
import { useChange } from '../../api/use-change.ts';
import { useMay, useTeamSlug } from '../../shell/use-team.ts';
import { Button } from '../../ui/button.tsx';
import { ProblemNote } from '../../ui/note.tsx';
import { Section } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Table } from '../../ui/table.tsx';
import { When } from '../../ui/when.tsx';
import { labelOf } from '../settings/roles.ts';
import { installationReads } from './reads.ts';

const atProvider: Readonly<Record<Member['partnerRole'], string>> = {
  ADMIN: 'May change things',
  USER: 'May only look',
};

/** Who of the team is what at the provider: when they are signed on there, and in what they do here. */
export function MembersAccess({ installation }: { readonly installation: Installation }) {
  const team = useTeamSlug();
  const members = useQuery(read('listMembers', { params: { team } }));
  return (
    <Section title="Access of members">
      <p className="max-w-prose text-muted">
        Nobody needs an account at {installation.integration.name}: whoever does something with it
        here is told to its provider with their role
        {installation.offersSignOn ? ', and is signed on in its console with the same' : ''}.
      </p>
      <QueryView query={members}>
        {({ members: rows }) => (
          <Table
            label="Access of members"
            rows={rows}
            keyOf={({ userId }) => userId}
            columns={[
              { name: 'Name', cell: ({ name }) => name },
              { name: 'Role', cell: ({ role }) => labelOf(role) },
              { name: 'At the provider', cell: ({ partnerRole }) => atProvider[partnerRole] },
            ]}
          />
        )}
      </QueryView>
    </Section>
  );
}

/** What its provider calls the host with, and a way to hand it the newest once more. */
export function Credentials({
  installation: { id, lifecycle, kind },
  credentials,
}: {
  readonly installation: Installation;
  readonly credentials: readonly InstallationCredential[];
}) {
  const team = useTeamSlug();
  const may = useMay();
  const renew = useChange('renewInstallation', { refreshes: installationReads });
  const isRenewable = lifecycle === 'installed' && kind === 'native' && may('installation:manage');
  return (
    <Section
      title="Credentials of its provider"
      actions={
        isRenewable && (
          <Button
            isPending={renew.isPending}
            onPress={() =>
              renew.mutate({ params: { team, installation: id }, body: { acceptedPolicies: [] } })
            }
          >
            Hand over the newest again
          </Button>
        )
      }
    >
      <p className="max-w-prose text-muted">
        With these its provider acts in this installation and nowhere else. The provider replaces
        them; where it has lost what it was given, it is handed the newest again.
      </p>
      <ProblemNote error={renew.error} />
      {renew.isSuccess && <p role="status">The provider has the newest one.</p>}
      {credentials.length === 0 ? (
        <p className="text-muted">None is left: its provider cannot act here any more.</p>
      ) : (
        <Table
          label="Credentials"
          rows={credentials}
          keyOf={(each) => each.id}
          columns={[
            { name: 'Ends in', cell: ({ hint }) => <code>…{hint}</code> },
            { name: 'Made', cell: ({ createdAt }) => <When at={createdAt} /> },
            {
              name: 'Last used',
              cell: ({ lastUsedAt }) => (lastUsedAt === null ? 'never' : <When at={lastUsedAt} />),
            },
          ]}
        />
      )}
    </Section>
  );
}
