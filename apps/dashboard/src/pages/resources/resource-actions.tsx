import type { Resource } from '@kontor/protocol/kontor';
import { useOpen } from '../../shell/use-open.ts';
import { useMay } from '../../shell/use-team.ts';
import { Button, buttonLook } from '../../ui/button.tsx';
import { HandOver } from '../../ui/hand-over.tsx';
import { ssoAddress } from '../../ui/provider-link.tsx';
import { ChangeResourcePlan } from './change-resource-plan.tsx';
import { DeleteResource } from './delete-resource.tsx';
import type { Offered } from './use-product.ts';

/** What can be done with a resource as a whole. */
export function ResourceActions({
  team,
  resource,
  offered,
}: {
  readonly team: string;
  readonly resource: Resource;
  readonly offered: Offered | undefined;
}) {
  const may = useMay();
  const [isChanging, setChanging] = useOpen('change-plan', 'resource:write');
  const [isGiving, setGiving] = useOpen('hand-over', 'resource:write');
  const [isDeleting, setDeleting] = useOpen('delete', 'resource:write');
  const hasOwnPlan = resource.billingPlan?.scope !== 'installation';
  const mayGive =
    may('environment:read-values') && resource.ownership === 'owned' && isTransferable(offered);
  return (
    <>
      {offered?.installation.offersSignOn && (
        <a
          href={ssoAddress({ team, installation: resource.installationId, resource: resource.id })}
          target="_blank"
          rel="noreferrer"
          className={buttonLook()}
        >
          Open in {offered.listing.name}
        </a>
      )}
      {may('resource:write') && (
        <>
          {hasOwnPlan && <Button onPress={() => setChanging(true)}>Change plan</Button>}
          {mayGive && <Button onPress={() => setGiving(true)}>Hand over</Button>}
          <Button look="danger" onPress={() => setDeleting(true)}>
            Delete
          </Button>
        </>
      )}
      {isChanging && hasOwnPlan && (
        <ChangeResourcePlan team={team} resource={resource} onClose={() => setChanging(false)} />
      )}
      {isGiving && mayGive && (
        <HandOver
          team={team}
          of={{ kind: 'resource', id: resource.id, name: resource.name }}
          onClose={() => setGiving(false)}
        />
      )}
      {isDeleting && (
        <DeleteResource team={team} resource={resource} onClose={() => setDeleting(false)} />
      )}
    </>
  );
}

/** Of what is not known, the host says so when it is handed over. */
function isTransferable(offered: Offered | undefined): boolean {
  if (offered === undefined) return true;
  const { product, listing } = offered;
  return product.capabilities.transferable ?? listing.capabilities.transferable ?? false;
}
