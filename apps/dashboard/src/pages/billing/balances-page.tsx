import type { Installation, Purchase } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { read } from '../../api/read.ts';
import { TeamSubPages } from '../../shell/team-sub-pages.tsx';
import { useOpen } from '../../shell/use-open.ts';
import { usePrepaid } from '../../shell/use-prepaid.ts';
import { useMay, useTeamSlug } from '../../shell/use-team.ts';
import { Amount } from '../../ui/amount.tsx';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Table } from '../../ui/table.tsx';
import { When } from '../../ui/when.tsx';
import { BuyBalance } from './buy-balance.tsx';
import { Credits } from './credits.tsx';
import { NothingPrepaid } from './nothing-prepaid.tsx';
import { ResourceOf } from './resource-of.tsx';

/** What is left of what was paid before it is used, and what was bought. */
export function BalancesPage() {
  const team = useTeamSlug();
  const may = useMay();
  const [isBuying, setBuying] = useOpen('buy-balance', 'purchase:make');
  const installations = useQuery(read('listInstallations', { params: { team } }));
  const { prepaid } = usePrepaid();
  const buy = may('purchase:make') && prepaid.length > 0 && (
    <Button look="primary" onPress={() => setBuying(true)}>
      Buy balance
    </Button>
  );
  return (
    <Page
      title="Balances"
      lead="What is left of what was paid before it is used, as providers reported it."
      actions={buy}
    >
      <TeamSubPages area="Billing" />
      <QueryView query={installations}>
        {({ installations: rows }) =>
          rows.map((each) => <BalancesOf key={each.id} installation={each} />)
        }
      </QueryView>
      {may('invoice:read') && (
        <>
          <Bought />
          <Credits />
        </>
      )}
      {isBuying && <BuyBalance onClose={() => setBuying(false)} />}
    </Page>
  );
}

function Bought() {
  const team = useTeamSlug();
  const { isNothing } = usePrepaid();
  const purchases = useQuery({
    ...read('listPurchases', { params: { team }, query: { limit: 100 } }),
    refetchInterval: ({ state: { data } }) =>
      data?.purchases.some(({ state }) => state === 'paid' || state === 'crediting') === true &&
      3_000,
  });
  return (
    <Section title="Bought">
      <QueryView query={purchases}>
        {({ purchases: rows }) => {
          if (rows.length > 0) return <PurchaseTable rows={rows} />;
          if (isNothing) return <NothingPrepaid />;
          return (
            <Empty title="Nothing bought yet">
              Where a plan is paid before it is used, a balance is bought here, or by itself when it
              falls below a threshold.
            </Empty>
          );
        }}
      </QueryView>
    </Section>
  );
}

function BalancesOf({ installation }: { readonly installation: Installation }) {
  const team = useTeamSlug();
  const { data } = useQuery(
    read('listBalances', { params: { team, installation: installation.id } }),
  );
  if (data === undefined || data.balances.length === 0) return null;
  return (
    <Section title={installation.integration.name}>
      <Table
        label={`Balances of ${installation.integration.name}`}
        rows={data.balances}
        keyOf={({ resourceId }) => String(resourceId)}
        columns={[
          { name: 'Of', cell: ({ resourceId }) => <ResourceOf externalId={resourceId} /> },
          { name: 'Called', cell: ({ nameLabel, credit }) => nameLabel ?? credit },
          { name: 'Reported', cell: ({ reportedAt }) => <When at={reportedAt} /> },
          {
            name: 'Left',
            isNumber: true,
            cell: ({ currencyValueInCents }) => <Amount of={inDollars(currencyValueInCents)} />,
          },
        ]}
      />
    </Section>
  );
}

/** A decimal of cents as one of dollars, by moving its point and not by dividing. */
function inDollars(cents: string): string {
  const [, sign = '', whole = '0', part = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(cents) ?? [];
  const digits = whole.padStart(3, '0');
  return `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}${part}`;
}

const states: Readonly<Record<Purchase['state'], readonly [name: string, tone: Tone]>> = {
  open: ['Not paid yet', 'accent'],
  paid: ['Paid, not credited yet', 'warn'],
  crediting: ['Being credited', 'warn'],
  credited: ['Credited', 'good'],
  refused: ['Refused by the provider', 'bad'],
  unclear: ['Not known', 'bad'],
  cancelled: ['Cancelled', 'neutral'],
};

function PurchaseTable({ rows }: { readonly rows: readonly Purchase[] }) {
  const team = useTeamSlug();
  return (
    <Table
      label="Bought"
      rows={rows}
      keyOf={({ invoiceId }) => invoiceId}
      columns={[
        { name: 'When', cell: ({ createdAt }) => <When at={createdAt} /> },
        {
          name: 'Invoice',
          cell: ({ invoiceId }) => (
            <Link
              to="/t/$team/billing/invoices/$invoice"
              params={{ team, invoice: invoiceId }}
              className="text-accent underline"
            >
              Invoice
            </Link>
          ),
        },
        {
          name: 'How',
          cell: ({ origin }) =>
            origin === 'automatic' ? 'By itself, below its threshold' : 'By hand',
        },
        {
          name: 'State',
          cell: ({ state }) => {
            const [name, tone] = states[state];
            return <Badge tone={tone}>{name}</Badge>;
          },
        },
        { name: 'Amount', isNumber: true, cell: ({ amount }) => <Amount of={amount} /> },
      ]}
    />
  );
}
