import type { Installation, Listing } from '@kontor/protocol/kontor';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { Input } from '../../api/call.ts';
import { useChange } from '../../api/use-change.ts';
import { useNewestOperation } from '../../api/use-operation.ts';

type Wanted = {
  readonly acceptedPolicies: string[];
  readonly resource: Input<'createResource'>['body'];
};

/**
 * Installs where that is still to be done, then makes the resource. An installation that takes its
 * time goes on without this page; when it is there, the resource that was asked for follows.
 */
export function useCreate({
  team,
  listing,
  installed,
}: {
  readonly team: string;
  readonly listing: Listing;
  readonly installed: Installation | undefined;
}) {
  const navigate = useNavigate();
  const [waiting, setWaiting] = useState<Wanted>();
  const install = useChange('install', { refreshes: ['listInstallations', 'listOperations'] });
  const create = useChange('createResource', {
    refreshes: ['listTeamResources'],
    onDone: ({ resource }) =>
      void navigate({
        to: '/t/$team/resources/$resource',
        params: { team, resource: resource.id },
      }),
  });
  const begun = installed?.id ?? install.data?.installation.id;
  const newest = useNewestOperation(team, begun && { installation: begun }, ['listInstallations']);
  const installing =
    newest?.kind === 'install' && newest.status !== 'succeeded' ? newest : undefined;
  const isThere = installed?.lifecycle === 'installed';
  const { mutate } = create;
  useEffect(() => {
    if (waiting === undefined) return;
    if (installing?.status === 'failed') setWaiting(undefined);
    if (!isThere) return;
    setWaiting(undefined);
    mutate({ params: { team, installation: installed.id }, body: waiting.resource });
  }, [waiting, isThere, installed, installing, mutate, team]);
  const submit = (wanted: Wanted) => {
    setWaiting(wanted);
    if (installed !== undefined) return;
    const { acceptedPolicies } = wanted;
    install.mutate(
      { params: { team }, body: { integration: listing.id, acceptedPolicies } },
      { onError: () => setWaiting(undefined) },
    );
  };
  return {
    submit,
    error: create.error ?? install.error,
    /** Whether it was installed here, and what was to be made in it is refused. */
    isHalfDone: install.isSuccess && create.error !== null,
    isPending: waiting !== undefined || install.isPending || create.isPending,
    installing,
  };
}
