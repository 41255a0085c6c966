import type { Installation, Resource } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { read } from '../../api/read.ts';
import { useChange } from '../../api/use-change.ts';
import { useMay } from '../../shell/use-team.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { installationReads } from './reads.ts';

/** Uninstalls once the name is typed, after saying what goes with it. */
export function Uninstall({
  team,
  installation,
  onClose,
}: {
  readonly team: string;
  readonly installation: Installation;
  readonly onClose: () => void;
}) {
  const { id, integration } = installation;
  const resources = useQuery({
    ...read('listTeamResources', { params: { team }, query: { installation: id } }),
    staleTime: 0,
  });
  const uninstall = useChange('uninstall', { refreshes: installationReads, onDone: onClose });
  return (
    <Confirm
      title={`Uninstall ${integration.name}`}
      action="Uninstall for good"
      typed={integration.name}
      error={uninstall.error}
      isPending={uninstall.isPending}
      onClose={onClose}
      onConfirm={() => uninstall.mutate({ params: { team, installation: id } })}
    >
      <QueryView query={resources} rows={1}>
        {({ resources: rows }) => <Lost resources={rows} />}
      </QueryView>
      <Balances team={team} installation={id} />
      <p>
        Last invoices may still come, and what is owed stays owed. {integration.name} loses its
        access to the team.
      </p>
    </Confirm>
  );
}

function Lost({ resources }: { readonly resources: readonly Resource[] }) {
  const owned = resources.filter(({ ownership }) => ownership !== 'linked');
  const linked = resources.length - owned.length;
  return (
    <>
      {resources.length === 0 && <p>Nothing was made of it that could be lost.</p>}
      {owned.length > 0 && (
        <>
          <p>These go with everything that is in them, and cannot be had back:</p>
          <ul className="list-disc pl-5">
            {owned.map(({ id, name, connectionCount }) => (
              <li key={id}>
                {name}
                {connectionCount > 0 &&
                  `: its variables leave ${connectionCount} connected ${connectionCount === 1 ? 'project' : 'projects'}`}
              </li>
            ))}
          </ul>
        </>
      )}
      {linked > 0 && (
        <p>
          {linked} brought from an account at the provider {linked === 1 ? 'stays' : 'stay'} there.
        </p>
      )}
    </>
  );
}

/** What was paid in advance and is not used up. */
function Balances({
  team,
  installation,
}: {
  readonly team: string;
  readonly installation: string;
}) {
  const may = useMay();
  const balances =
    useQuery({
      ...read('listBalances', { params: { team, installation } }),
      enabled: may('billing:read'),
    }).data?.balances ?? [];
  const left = balances.filter(({ currencyValueInCents }) => Number(currencyValueInCents) > 0);
  if (left.length === 0) return null;
  return (
    <p>
      Prepayments are left of {left.length === 1 ? 'one balance' : `${left.length} balances`}. Ask
      the provider what becomes of them.
    </p>
  );
}
