import type { Integration, ProviderCall, WebhookReceiver } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { read } from '../../api/read.ts';
import { useChange } from '../../api/use-change.ts';
import { useMay, useTeamSlug } from '../../shell/use-team.ts';
import { Address } from '../../ui/address.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { ProblemNote } from '../../ui/note.tsx';
import { Section } from '../../ui/page.tsx';
import { Table } from '../../ui/table.tsx';
import { When } from '../../ui/when.tsx';
import { CheckResults } from './check-it.tsx';
import { OutcomeOfCall } from './outcome-of-call.tsx';

type Row = { readonly name: string; readonly url: string | null; readonly how: ReactNode };

/** Where the host and people reach the provider, and what is known of how that works. */
export function Addresses({ integration }: { readonly integration: Integration }) {
  const team = useTeamSlug();
  const may = useMay();
  const calls = useQuery(
    read('listProviderCalls', {
      params: { team, integration: integration.slug },
      query: { direction: 'outbound', limit: 1 },
    }),
  );
  const receivers = useQuery({
    ...read('listWebhookReceivers', { params: { team } }),
    enabled: may('event:read'),
  });
  const receiver = receivers.data?.receivers.find(({ id }) => id === integration.id);
  const check = useChange('checkIntegration', { refreshes: ['listProviderCalls'] });
  const rows: readonly Row[] = [
    {
      name: 'Base address',
      url: integration.baseUrl,
      how: <LastCall call={calls.data?.calls[0]} isRead={calls.data !== undefined} />,
    },
    { name: 'Webhooks', url: integration.webhookUrl, how: <Deliveries receiver={receiver} /> },
    { name: 'Redirect of sign-in', url: integration.redirectLoginUrl, how: null },
    { name: 'Redirect of linking', url: integration.redirectUrl, how: null },
    { name: 'Configuration', url: integration.configurationUrl, how: null },
    { name: 'Import', url: integration.importResourceUrl, how: null },
  ];
  return (
    <Section
      title="Addresses"
      actions={
        may('integration:manage') && (
          <Button
            isPending={check.isPending}
            onPress={() => check.mutate({ params: { team, integration: integration.slug } })}
          >
            {check.isPending ? 'Checking …' : 'Check them'}
          </Button>
        )
      }
    >
      <Table
        label="Addresses"
        rows={rows}
        keyOf={({ name }) => name}
        columns={[
          { name: 'For', cell: ({ name }) => name },
          {
            name: 'Address',
            cell: ({ url }) =>
              url === null ? (
                <span className="text-muted">Not set</span>
              ) : (
                <code className="wrap-anywhere">
                  <Address>{url}</Address>
                </code>
              ),
          },
          { name: 'What works', cell: ({ url, how }) => url !== null && how },
        ]}
      />
      <ProblemNote error={check.error} />
      {check.data && <CheckResults of={check.data} />}
    </Section>
  );
}

function LastCall({
  call,
  isRead,
}: {
  readonly call: ProviderCall | undefined;
  readonly isRead: boolean;
}) {
  if (call === undefined) return isRead && <span className="text-muted">Not called yet</span>;
  return (
    <span className="inline-flex flex-wrap items-center gap-2">
      <OutcomeOfCall call={call} />
      <When at={call.at} />
    </span>
  );
}

function Deliveries({ receiver }: { readonly receiver: WebhookReceiver | undefined }) {
  if (receiver === undefined) return null;
  const { waiting, parked } = receiver;
  if (parked > 0) return <Badge tone="bad">{parked} not delivered</Badge>;
  if (waiting > 0) return <Badge tone="warn">{waiting} waiting</Badge>;
  return <Badge tone="good">Nothing waits</Badge>;
}
