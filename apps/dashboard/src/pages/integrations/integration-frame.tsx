import type { Integration } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { read } from '../../api/read.ts';
import { useMaySee, useTeamSlug } from '../../shell/use-team.ts';
import { Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { SubPages } from '../../ui/sub-pages.tsx';

/** The integration whose pages are shown, as its address names it. */
export function useIntegrationParams() {
  const team = useTeamSlug();
  const { integration = '' } = useParams({ strict: false });
  return { team, integration };
}

/** What surrounds every page of one integration. */
export function IntegrationFrame({
  title,
  actions,
  children,
}: {
  /** Of the page; without one it is that of the integration. */
  readonly title?: string;
  readonly actions?: ReactNode;
  readonly children: (integration: Integration) => ReactNode;
}) {
  const params = useIntegrationParams();
  const { team } = params;
  const maySee = useMaySee();
  const found = useQuery(read('getIntegration', { params }));
  const name = found.data?.integration.name ?? params.integration;
  const base = `/t/${encodeURIComponent(team)}/integrations/${encodeURIComponent(params.integration)}`;
  return (
    <Page
      title={title === undefined ? name : `${name}: ${title}`}
      above={
        <Link to="/t/$team/integrations" params={{ team }} className="text-accent underline">
          Integrations
        </Link>
      }
      actions={actions}
    >
      <SubPages
        label="Integration"
        pages={[
          { name: 'Overview', to: base, isExact: true },
          ...(maySee('integration:manage') ? [{ name: 'Settings', to: `${base}/settings` }] : []),
          { name: 'Installations', to: `${base}/installations` },
          ...(maySee('billing:read') ? [{ name: 'Usage', to: `${base}/usage` }] : []),
          ...(maySee('invoice:read')
            ? [
                { name: 'Invoices', to: `${base}/invoices` },
                { name: 'Earnings', to: `${base}/earnings` },
              ]
            : []),
          { name: 'Calls', to: `${base}/calls` },
          ...(maySee('event:read') ? [{ name: 'Webhooks', to: `${base}/webhooks` }] : []),
        ]}
      />
      <QueryView query={found}>{({ integration }) => children(integration)}</QueryView>
    </Page>
  );
}
