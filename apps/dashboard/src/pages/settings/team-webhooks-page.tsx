import type { WebhookReceiver } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { read } from '../../api/read.ts';
import { TeamSubPages } from '../../shell/team-sub-pages.tsx';
import { useOpen } from '../../shell/use-open.ts';
import { useMay, useTeamSlug } from '../../shell/use-team.ts';
import { Address } from '../../ui/address.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { RowActions } from '../../ui/row-actions.tsx';
import { ShownOnce } from '../../ui/shown-once.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { doLater, useTakenAway } from '../../undo/do-later.ts';
import { WebhookDialog } from './webhook-dialog.tsx';

/** Where the team has itself told of what happens. */
export function TeamWebhooksPage() {
  const team = useTeamSlug();
  const mayManage = useMay()('webhook:manage');
  const receivers = useQuery(read('listWebhookReceivers', { params: { team } }));
  const [isMaking, setMaking] = useOpen('new-webhook', 'webhook:manage');
  const [secret, setSecret] = useState<string>();
  const isTakenAway = useTakenAway();
  const remove = ({ id, url }: WebhookReceiver) =>
    doLater(
      'deleteWebhook',
      { params: { team, webhook: id } },
      {
        of: id,
        text: `${url} is being removed, with the record of its deliveries.`,
        refreshes: ['listWebhookReceivers'],
      },
    );
  const add = mayManage && (
    <Button look="primary" onPress={() => setMaking(true)}>
      New webhook
    </Button>
  );
  const actions: Column<WebhookReceiver> = {
    name: 'Actions',
    cell: (receiver) => (
      <RowActions>
        <Button look="quiet" aria-label={`Remove ${receiver.url}`} onPress={() => remove(receiver)}>
          Remove
        </Button>
      </RowActions>
    ),
  };
  return (
    <Page title="Webhooks" actions={add}>
      <TeamSubPages area="Settings" />
      <QueryView query={receivers}>
        {({ receivers: all }) => {
          const rows = all.filter(({ id, kind }) => kind === 'webhook' && !isTakenAway(id));
          if (rows.length === 0) {
            return (
              <Empty title="No webhooks" action={add}>
                A webhook tells a server of yours what happens here, signed, and tries for a day
                until the server takes it.
              </Empty>
            );
          }
          return (
            <Table
              label="Webhooks"
              rows={rows}
              keyOf={({ id }) => id}
              columns={[
                {
                  name: 'Address',
                  cell: ({ id, url }) => (
                    <Link
                      to="/t/$team/settings/webhooks/$receiver"
                      params={{ team, receiver: id }}
                      className="text-accent underline"
                    >
                      <Address>{url ?? ''}</Address>
                    </Link>
                  ),
                },
                { name: 'Told of', cell: ({ events }) => events?.join(', ') ?? 'everything' },
                { name: 'Waiting', isNumber: true, cell: ({ waiting }) => waiting },
                {
                  name: 'Not delivered',
                  isNumber: true,
                  cell: ({ parked }) => (parked === 0 ? 0 : <Badge tone="bad">{parked}</Badge>),
                },
                ...(mayManage ? [actions] : []),
              ]}
            />
          );
        }}
      </QueryView>
      {isMaking && (
        <WebhookDialog
          onClose={() => setMaking(false)}
          onMade={(made) => {
            setMaking(false);
            setSecret(made);
          }}
        />
      )}
      {secret !== undefined && (
        <ShownOnce
          title="The secret that signs it"
          secret={secret}
          onClose={() => setSecret(undefined)}
        />
      )}
    </Page>
  );
}
