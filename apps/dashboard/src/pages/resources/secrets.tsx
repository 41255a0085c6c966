import type { Resource } from '@kontor/protocol/kontor';
import type { Answer } from '../../api/call.ts';
import { useOpen } from '../../shell/use-open.ts';
import { useMay } from '../../shell/use-team.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Section } from '../../ui/page.tsx';
import { Table } from '../../ui/table.tsx';
import { When } from '../../ui/when.tsx';
import { RotateSecrets } from './rotate-secrets.tsx';
import type { Offered } from './use-product.ts';

/** The secrets of a resource by name. Their values are shown nowhere. */
export function Secrets({
  team,
  resource,
  secrets,
  offered,
}: {
  readonly team: string;
  readonly resource: Resource;
  readonly secrets: Answer<'getTeamResource'>['secrets'];
  readonly offered: Offered | undefined;
}) {
  const may = useMay();
  const [isRotating, setRotating] = useOpen('new-secrets', 'resource:write');
  const offer =
    offered?.product.capabilities.secretRotation ?? offered?.listing.capabilities.secretRotation;
  const { rotation } = resource;
  return (
    <Section
      title="Secrets"
      actions={
        may('resource:write') &&
        offer !== undefined &&
        offer !== false && (
          <Button isDisabled={rotation?.state === 'running'} onPress={() => setRotating(true)}>
            Get new secrets
          </Button>
        )
      }
    >
      {secrets.length === 0 ? (
        <p className="text-muted">This resource has no secrets.</p>
      ) : (
        <Table
          label="Secrets"
          rows={secrets}
          keyOf={({ name }) => name}
          columns={[
            { name: 'Name', cell: ({ name }) => <code>{name}</code> },
            {
              name: 'Use',
              cell: ({ frameworkPublishable }) =>
                frameworkPublishable ? <Badge tone="warn">may be public</Badge> : 'secret',
            },
            { name: 'Length', isNumber: true, cell: ({ length }) => length },
          ]}
        />
      )}
      {rotation?.state === 'completed' && rotation.completedAt !== null && (
        <p className="text-muted">
          Replaced <When at={rotation.completedAt} />
          {rotation.reason !== null && <>: {rotation.reason}</>}
        </p>
      )}
      {isRotating && offer !== undefined && offer !== false && (
        <RotateSecrets {...{ team, resource, offer }} onClose={() => setRotating(false)} />
      )}
    </Section>
  );
}
