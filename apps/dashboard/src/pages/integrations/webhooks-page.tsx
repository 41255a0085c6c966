import { useNavigate, useSearch } from '@tanstack/react-router';
import { Deliveries } from '../../ui/deliveries/deliveries.tsx';
import { IntegrationFrame } from './integration-frame.tsx';

const FROM = '/t/$team/integrations/$integration/webhooks';

/** What a provider was told by webhook. */
export function WebhooksPage() {
  const search = useSearch({ from: FROM });
  const navigate = useNavigate({ from: FROM });
  return (
    <IntegrationFrame title="webhooks">
      {({ id, webhookUrl }) => (
        <Deliveries
          receiver={id}
          url={webhookUrl}
          which={search}
          onChange={(wanted) => void navigate({ search: wanted })}
        />
      )}
    </IntegrationFrame>
  );
}
