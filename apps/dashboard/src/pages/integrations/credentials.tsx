import type { Integration } from '@kontor/protocol/kontor';
import { useState } from 'react';
import { useChange } from '../../api/use-change.ts';
import { useMay } from '../../shell/use-team.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Section } from '../../ui/page.tsx';
import { ShownOnce } from '../../ui/shown-once.tsx';
import { useIntegrationParams } from './integration-frame.tsx';

/** With what the provider's server signs in here and checks what it is sent. */
export function Credentials({ integration: { id } }: { readonly integration: Integration }) {
  const params = useIntegrationParams();
  const may = useMay();
  const [isAsking, setAsking] = useState(false);
  const [secret, setSecret] = useState<string>();
  const rotate = useChange('rotateClientSecret', {
    refreshes: [],
    onDone: ({ clientSecret }) => {
      setAsking(false);
      setSecret(clientSecret);
    },
  });
  return (
    <Section
      title="Credentials"
      actions={
        may('integration:manage') && (
          <Button onPress={() => setAsking(true)}>New client secret</Button>
        )
      }
    >
      <Facts
        facts={[
          { name: 'Client id', value: <code className="break-all">{id}</code> },
          { name: 'Client secret', value: 'Was shown when it was made' },
        ]}
      />
      {isAsking && (
        <Confirm
          title="New client secret"
          action="Make a new one"
          error={rotate.error}
          isPending={rotate.isPending}
          onConfirm={() => rotate.mutate({ params })}
          onClose={() => setAsking(false)}
        >
          The present one stops working at once: until your server has the new one, it cannot
          exchange codes, and refuses the webhooks that it gets.
        </Confirm>
      )}
      {secret !== undefined && (
        <ShownOnce
          title="The new client secret"
          secret={secret}
          onClose={() => setSecret(undefined)}
        />
      )}
    </Section>
  );
}
