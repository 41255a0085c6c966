import type { Installation } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { read } from '../../api/read.ts';
import { useOpen } from '../../shell/use-open.ts';
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
  const [isChanging, setChanging] = useOpen('change-plan', 'installation:manage');
  const [isGiving, setGiving] = useOpen('hand-over', 'team:manage');
  const [isEnding, setEnding] = useOpen('uninstall', 'installation:manage');
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
      {isNative && may('team:manage') && <Button onPress={() => setGiving(true)}>Hand over</Button>}
      {may('installation:manage') && (
        <>
          {listing?.billsPerInstallation && (
            <Button onPress={() => setChanging(true)}>Change plan</Button>
          )}
          <Button look="danger" onPress={() => setEnding(true)}>
            Uninstall
          </Button>
        </>
      )}
      {isChanging && listing?.billsPerInstallation && (
        <ChangeInstallationPlan
          team={team}
          installation={installation}
          onClose={() => setChanging(false)}
        />
      )}
      {isGiving && isNative && (
        <HandOver
          team={team}
          of={{ kind: 'installation', id, name: integration.name }}
          onClose={() => setGiving(false)}
        />
      )}
      {isEnding && (
        <Uninstall team={team} installation={installation} onClose={() => setEnding(false)} />
      )}
    </>
  );
}
