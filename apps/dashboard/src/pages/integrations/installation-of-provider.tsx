import type { Integration, UsageReport } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { Answer } from '../../api/call.ts';
import { read } from '../../api/read.ts';
import { usePaged } from '../../api/use-paged.ts';
import { useMay } from '../../shell/use-team.ts';
import { Amount } from '../../ui/amount.tsx';
import { type Fact, Facts } from '../../ui/facts.tsx';
import { LongTable } from '../../ui/long-table.tsx';
import { measured } from '../../ui/measured.ts';
import { Note } from '../../ui/note.tsx';
import { Section } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { Table } from '../../ui/table.tsx';
import { TestBadge } from '../../ui/test-badge.tsx';
import { When } from '../../ui/when.tsx';
import { IntegrationFrame, useIntegrationParams } from './integration-frame.tsx';
import { InvoicesOf } from './invoices-of-provider.tsx';
import { OutcomeOfCall } from './outcome-of-call.tsx';

type Shown = Answer<'getProviderInstallation'>['installation'];

/** One installation as its provider sees it: what is in it, what it uses, what it was billed, what was said. */
export function InstallationOfProvider() {
  return (
    <IntegrationFrame title="installation">{(of) => <Installation of={of} />}</IntegrationFrame>
  );
}

function usePlace() {
  const { installation } = useParams({
    from: '/t/$team/integrations/$integration/installations/$installation',
  });
  return { ...useIntegrationParams(), installation };
}

function Installation({ of }: { readonly of: Integration }) {
  const params = usePlace();
  const may = useMay();
  const found = useQuery(read('getProviderInstallation', { params }));
  return (
    <QueryView query={found} rows={5}>
      {({ installation }) => (
        <>
          {installation.isTest && (
            <Note>
              <TestBadge /> Your own team tries {of.name} here. Nothing of it is charged, and
              nothing of it is paid out.
            </Note>
          )}
          <FactsOf installation={installation} />
          <Resources />
          {may('billing:read') && <Usage />}
          {may('invoice:read') && (
            <Section title="Invoices">
              <InvoicesOf installation={installation.id} />
            </Section>
          )}
          <Calls />
        </>
      )}
    </QueryView>
  );
}

function FactsOf({ installation }: { readonly installation: Shown }) {
  const { team, billingPlan, notification, uninstalledAt, billingUntil, finalizedAt } =
    installation;
  const facts: readonly Fact[] = [
    { name: 'Team', value: team.name ?? 'A team that is gone' },
    { name: 'Status', value: <StatusBadge {...installation} /> },
    { name: 'Id', value: <code className="break-all">{installation.id}</code> },
    { name: 'Plan', value: billingPlan?.name ?? 'Each resource has its own' },
    { name: 'Installed', value: <When at={installation.createdAt} /> },
    ...(notification === null ? [] : [{ name: 'You tell the team', value: notification.title }]),
    ...(uninstalledAt === null
      ? []
      : [{ name: 'Uninstalled', value: <When at={uninstalledAt} /> }]),
    ...(billingUntil === null || finalizedAt !== null
      ? []
      : [{ name: 'Invoices may come until', value: <When at={billingUntil} /> }]),
    ...(finalizedAt === null ? [] : [{ name: 'Ended', value: <When at={finalizedAt} /> }]),
  ];
  return <Facts facts={facts} />;
}

function Resources() {
  const params = usePlace();
  const { query, list } = usePaged(
    'listProviderResources',
    { params, query: {} },
    { rowsOf: ({ resources }) => resources, cursorOf: ({ id }) => id },
  );
  return (
    <Section title="Resources">
      <QueryView query={query} rows={3}>
        {() =>
          list.rows.length === 0 ? (
            <p className="text-muted">None yet.</p>
          ) : (
            <LongTable
              {...list}
              label="Resources"
              keyOf={({ id }) => id}
              columns={[
                { name: 'Name', cell: ({ name }) => <span className="wrap-anywhere">{name}</span> },
                { name: 'Product', cell: ({ product }) => product },
                { name: 'Status', cell: (each) => <StatusBadge {...each} /> },
                { name: 'Plan', cell: ({ billingPlan }) => billingPlan?.name },
                {
                  name: 'Your id',
                  cell: ({ externalId }) => <code className="whitespace-nowrap">{externalId}</code>,
                },
                { name: 'Made', cell: ({ createdAt }) => <When at={createdAt} /> },
              ]}
            />
          )
        }
      </QueryView>
    </Section>
  );
}

function Usage() {
  const params = usePlace();
  const usage = useQuery(read('listProviderUsage', { params, query: { per: 'day', limit: 1 } }));
  return (
    <Section title="Usage reported last">
      <QueryView query={usage} rows={3}>
        {({ reports: [report] }) =>
          report === undefined ? (
            <p className="text-muted">Nothing was reported yet.</p>
          ) : (
            <Report of={report} />
          )
        }
      </QueryView>
    </Section>
  );
}

function Report({ of: { reportedAt, charges, usage } }: { readonly of: UsageReport }) {
  return (
    <>
      <p className="text-muted">
        Reported <When at={reportedAt} />.
      </p>
      {charges.length > 0 && (
        <Table
          label="Owed so far"
          rows={charges.map((charge, index) => ({ ...charge, index }))}
          keyOf={({ index }) => String(index)}
          columns={[
            { name: 'For', cell: ({ name }) => name },
            { name: 'Resource', cell: ({ resourceId }) => resourceId ?? 'The installation' },
            { name: 'Quantity', cell: ({ quantity, units }) => `${quantity ?? ''} ${units ?? ''}` },
            {
              name: 'Amount',
              isNumber: true,
              cell: ({ amount, kind }) => <Amount of={amount} isTakenOff={kind === 'discount'} />,
            },
          ]}
        />
      )}
      {usage.length > 0 && (
        <Table
          label="Used"
          rows={usage.map((metric, index) => ({ ...metric, index }))}
          keyOf={({ index }) => String(index)}
          columns={[
            { name: 'Measure', cell: ({ name }) => name },
            { name: 'Resource', cell: ({ resourceId }) => resourceId ?? 'The installation' },
            {
              name: 'Day',
              isNumber: true,
              cell: ({ dayValue, units }) => measured(dayValue, units),
            },
            {
              name: 'Period',
              isNumber: true,
              cell: ({ periodValue, units }) => measured(periodValue, units),
            },
          ]}
        />
      )}
    </>
  );
}

const FEW = 8;

/** What was said last between the host and the provider about it, and the way to all of that. */
function Calls() {
  const { installation, ...params } = usePlace();
  const calls = useQuery(
    read('listProviderCalls', { params, query: { installation, limit: FEW } }),
  );
  const all = {
    to: '/t/$team/integrations/$integration/calls',
    params,
    search: { installation },
  } as const;
  return (
    <Section
      title="Calls"
      actions={
        <Link {...all} className="text-accent underline">
          All of them
        </Link>
      }
    >
      <QueryView query={calls} rows={3}>
        {({ calls: rows }) => (
          <Table
            label="Calls"
            rows={rows}
            keyOf={({ id }) => id}
            columns={[
              { name: 'When', cell: ({ at }) => <When at={at} /> },
              {
                name: 'Endpoint',
                cell: ({ id, operation }) => (
                  <Link
                    {...all}
                    search={{ installation, call: id }}
                    className="text-accent underline"
                  >
                    {operation}
                  </Link>
                ),
              },
              {
                name: 'Direction',
                cell: ({ direction }) =>
                  direction === 'inbound' ? 'From your server' : 'To your server',
              },
              { name: 'Outcome', cell: (each) => <OutcomeOfCall call={each} /> },
            ]}
          />
        )}
      </QueryView>
    </Section>
  );
}
