import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { read } from '../../api/read.ts';
import { TeamSubPages } from '../../shell/team-sub-pages.tsx';
import { Address } from '../../ui/address.tsx';
import { Deliveries } from '../../ui/deliveries/deliveries.tsx';
import { Page } from '../../ui/page.tsx';

const FROM = '/t/$team/settings/webhooks/$receiver';

/** What one webhook was sent, and how it went. */
export function ReceiverPage() {
  const { team, receiver } = useParams({ from: FROM });
  const search = useSearch({ from: FROM });
  const navigate = useNavigate({ from: FROM });
  const receivers = useQuery(read('listWebhookReceivers', { params: { team } })).data?.receivers;
  const url = receivers?.find(({ id }) => id === receiver)?.url;
  return (
    <Page
      title="Deliveries"
      above={
        <Link to="/t/$team/settings/webhooks" params={{ team }} className="text-accent underline">
          Webhooks
        </Link>
      }
      lead={url && <Address>{url}</Address>}
    >
      <TeamSubPages area="Settings" />
      <Deliveries
        receiver={receiver}
        url={url ?? ''}
        which={search}
        onChange={(wanted) => void navigate({ search: wanted })}
      />
    </Page>
  );
}
