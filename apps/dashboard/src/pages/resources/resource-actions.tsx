import type { Resource } from '@kontor/protocol/kontor';
import { useState } from 'react';
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
  const [open, setOpen] = useState<'plan' | 'give' | 'delete'>();
  const close = () => setOpen(undefined);
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
          {resource.billingPlan?.scope !== 'installation' && (
            <Button onPress={() => setOpen('plan')}>Change plan</Button>
          )}
          {may('environment:read-values') && resource.ownership === 'owned' && (
            <Button onPress={() => setOpen('give')}>Hand over</Button>
          )}
          <Button look="danger" onPress={() => setOpen('delete')}>
            Delete
          </Button>
        </>
      )}
      {open === 'plan' && <ChangeResourcePlan team={team} resource={resource} onClose={close} />}
      {open === 'give' && (
        <HandOver
          team={team}
          of={{ kind: 'resource', id: resource.id, name: resource.name }}
          onClose={close}
        />
      )}
      {open === 'delete' && <DeleteResource team={team} resource={resource} onClose={close} />}
    </>
  );
}
