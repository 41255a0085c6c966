import type { Installation, Integration } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { read } from '../../api/read.ts';
import { useChange } from '../../api/use-change.ts';
import { useMay, useTeamSlug } from '../../shell/use-team.ts';
import { Button } from '../../ui/button.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Note } from '../../ui/note.tsx';
import { Section } from '../../ui/page.tsx';
import { Policies } from '../../ui/policies.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { TestBadge } from '../../ui/test-badge.tsx';

/** Installs an integration into the team that publishes it, to try it without any money. */
export function TryIt({ integration }: { readonly integration: Integration }) {
  const team = useTeamSlug();
  const may = useMay();
  const [isAsking, setAsking] = useState(false);
  const installations = useQuery({
    ...read('listInstallations', { params: { team } }),
    enabled: may('installation:read'),
  });
  if (!integration.kinds.includes('native') || installations.data === undefined) return null;
  const installed = installations.data.installations.find(
    (each) => each.integration.id === integration.id && each.kind === 'native',
  );
  return (
    <Section
      title="Try it"
      actions={
        installed === undefined &&
        may('installation:manage') && (
          <Button onPress={() => setAsking(true)}>Install as a test</Button>
        )
      }
    >
      {installed === undefined ? (
        <p className="max-w-prose text-muted">
          Your own team can install it as a test, also before it is published: everything is as it
          is for others, and nothing is ever charged.
        </p>
      ) : (
        <Installed installed={installed} />
      )}
      {isAsking && <InstallTest integration={integration} onClose={() => setAsking(false)} />}
    </Section>
  );
}

function Installed({ installed: { id, isTest } }: { readonly installed: Installation }) {
  const team = useTeamSlug();
  const may = useMay();
  return (
    <div className="flex flex-col gap-2">
      <p className="flex flex-wrap items-center gap-2">
        <Link
          to="/t/$team/installations/$installation"
          params={{ team, installation: id }}
          className="text-accent underline"
        >
          The installation of your team
        </Link>
        {isTest ? <TestBadge /> : 'It counts like any other. Uninstall it to install a test.'}
      </p>
      {isTest && may('clock:manage') && (
        <p className="max-w-prose text-muted">
          On a{' '}
          <Link to="/t/$team/billing/clock" params={{ team }} className="text-accent underline">
            test clock
          </Link>{' '}
          your team lives through a month of it in a second.
        </p>
      )}
    </div>
  );
}

function InstallTest({
  integration,
  onClose,
}: {
  readonly integration: Integration;
  readonly onClose: () => void;
}) {
  const params = { team: useTeamSlug() };
  const listing = useQuery(
    read('getTeamListing', { params: { ...params, integration: integration.id } }),
  );
  const [accepted, setAccepted] = useState<readonly string[]>([]);
  const install = useChange('install', {
    refreshes: ['listInstallations', 'listProviderInstallations'],
    onDone: onClose,
  });
  return (
    <FormDialog
      title={`Install ${integration.name} as a test`}
      onClose={onClose}
      error={install.error}
      onSubmit={() =>
        install.mutate({
          params,
          body: { integration: integration.id, acceptedPolicies: [...accepted], isTest: true },
        })
      }
      submit={install.isPending ? 'Installing …' : 'Install'}
      isPending={install.isPending}
    >
      <Note>
        Your server is called as for any team. What it bills is marked as a test: it counts as paid,
        moves no money, and is part of no payout.
      </Note>
      <QueryView query={listing} rows={2}>
        {({ integration: shown }) => (
          <Policies listing={shown} accepted={accepted} onChange={setAccepted} />
        )}
      </QueryView>
    </FormDialog>
  );
}
