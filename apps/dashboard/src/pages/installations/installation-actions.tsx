import type { Installation } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { read } from '../../api/read.ts';
import { useMay } from '../../shell/use-team.ts';
import { Button, buttonLook } from '../../ui/button.tsx';
import { HandOver } from '../../ui/hand-over.tsx';
import { ssoAddress } from '../../ui/provider-link.tsx';
import { ChangeInstallationPlan } from './change-installation-plan.tsx';
import { Uninstall } from './uninstall.tsx';

/** What can be done with an installation as a whole. */
export function InstallationActions({
  team,
  installation,
}: {
  readonly team: string;
  readonly installation: Installation;
}) {
  const may = useMay();
  const [open, setOpen] = useState<'plan' | 'give' | 'uninstall'>();
  const close = () => setOpen(undefined);
  const { id, integration, kind, offersSignOn } = installation;
  const params = { team, integration: integration.id };
  const listing = useQuery(read('getTeamListing', { params })).data?.integration;
  const isNative = kind === 'native';
  return (
    <>
      {offersSignOn && (
        <a
          href={ssoAddress({ team, installation: id })}
          target="_blank"
          rel="noreferrer"
          className={buttonLook()}
        >
          Open in {integration.name}
        </a>
      )}
      {isNative && may('resource:write') && (
        <Link
          to="/t/$team/catalog/$integration/new"
          params={{ team, integration: integration.slug }}
          className={buttonLook('primary')}
        >
          New resource
        </Link>
      )}
      {isNative && may('team:manage') && <Button onPress={() => setOpen('give')}>Hand over</Button>}
      {may('installation:manage') && (
        <>
          {listing?.billsPerInstallation && (
            <Button onPress={() => setOpen('plan')}>Change plan</Button>
          )}
          <Button look="danger" onPress={() => setOpen('uninstall')}>
            Uninstall
          </Button>
        </>
      )}
      {open === 'plan' && (
        <ChangeInstallationPlan team={team} installation={installation} onClose={close} />
      )}
      {open === 'give' && (
        <HandOver
          team={team}
          of={{ kind: 'installation', id, name: integration.name }}
          onClose={close}
        />
      )}
      {open === 'uninstall' && (
        <Uninstall team={team} installation={installation} onClose={close} />
      )}
    </>
  );
}
