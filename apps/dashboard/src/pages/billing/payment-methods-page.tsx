import type { PaymentMethod } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import type { Answer } from '../../api/call.ts';
import { read } from '../../api/read.ts';
import { useChange } from '../../api/use-change.ts';
import { TeamSubPages } from '../../shell/team-sub-pages.tsx';
import { useOpen } from '../../shell/use-open.ts';
import { useMay, useTeamSlug } from '../../shell/use-team.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ProblemNote } from '../../ui/note.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Table } from '../../ui/table.tsx';
import { When } from '../../ui/when.tsx';
import { AddPaymentMethod } from './add-payment-method.tsx';
import { PaymentTable } from './pay.tsx';

const refreshes = ['listPaymentMethods'] as const;

/** What a team pays with. */
export function PaymentMethodsPage() {
  const team = useTeamSlug();
  const [isAdding, setAdding] = useOpen('add-payment-method', 'billing:manage');
  const [removed, setRemoved] = useState<PaymentMethod>();
  const methods = useQuery(read('listPaymentMethods', { params: { team } }));
  const remove = useChange('removePaymentMethod', {
    refreshes,
    onDone: () => setRemoved(undefined),
  });
  const may = useMay();
  const isManual = methods.data?.backEnd === 'manual';
  const add = methods.data !== undefined && !isManual && may('billing:manage') && (
    <Button look="primary" onPress={() => setAdding(true)}>
      Add payment method
    </Button>
  );
  return (
    <Page title="Payment methods" actions={add}>
      <TeamSubPages area="Billing" />
      <QueryView query={methods}>
        {(data) => <Methods {...data} add={add} onRemove={setRemoved} />}
      </QueryView>
      {methods.data !== undefined && !isManual && <LastPayments />}
      {isAdding && !isManual && <AddPaymentMethod onClose={() => setAdding(false)} />}
      {removed !== undefined && (
        <Confirm
          title="Remove payment method"
          action={`Remove ${removed.label}`}
          error={remove.error}
          isPending={remove.isPending}
          onConfirm={() => remove.mutate({ params: { team, paymentMethod: removed.id } })}
          onClose={() => setRemoved(undefined)}
        >
          Nothing is paid with it any more. Invoices that are open wait for another one.
        </Confirm>
      )}
    </Page>
  );
}

/** What was tried with them last: charges and refunds of invoices, and what plans asked for. */
function LastPayments() {
  const team = useTeamSlug();
  const payments = useQuery(read('listTeamPayments', { params: { team }, query: { limit: 10 } }));
  const rows = payments.data?.payments ?? [];
  if (rows.length === 0) return null;
  return (
    <Section title="Last payments">
      <p className="max-w-prose text-muted">
        A plan may ask that your payment method can be charged some amount. It is held for a moment
        and let go at once: nothing is charged.
      </p>
      <PaymentTable
        rows={rows}
        more={[{ name: 'For', cell: ({ invoiceId }) => <InvoiceOf id={invoiceId} /> }]}
      />
    </Section>
  );
}

function Methods({
  backEnd,
  isNeeded,
  paymentMethods,
  add,
  onRemove,
}: Answer<'listPaymentMethods'> & {
  /** What adds the first, where the viewer may. */
  readonly add: ReactNode;
  readonly onRemove: (method: PaymentMethod) => void;
}) {
  const team = useTeamSlug();
  const may = useMay();
  const prefer = useChange('changePaymentMethod', { refreshes });
  if (backEnd === 'manual') {
    return (
      <Empty title="Nothing to set up here" action={<ToInvoices />}>
        Whoever runs this host collects payments by hand, so that no card is kept and nothing is
        charged by itself. It matters once something costs money: how to pay then stands on the
        invoice.
      </Empty>
    );
  }
  if (paymentMethods.length === 0) {
    return (
      <Empty title="No payment methods" action={add}>
        {isNeeded && 'What is free needs none; a plan that costs something does. '}The first that
        you add pays for everything, until you choose another.
      </Empty>
    );
  }
  return (
    <>
      <ProblemNote error={prefer.error} />
      <Table
        label="Payment methods"
        rows={paymentMethods}
        keyOf={({ id }) => id}
        columns={[
          {
            name: 'Name',
            cell: ({ label, isDefault }) => (
              <>
                {label} {isDefault && <Badge tone="accent">Default</Badge>}
              </>
            ),
          },
          { name: 'Kind', cell: ({ kind }) => kind },
          { name: 'Good until', cell: ({ expires }) => expires ?? '—' },
          { name: 'Added', cell: ({ createdAt }) => <When at={createdAt} /> },
          {
            name: 'Change',
            cell: (method) =>
              may('billing:manage') && (
                <div className="flex flex-wrap gap-4">
                  {!method.isDefault && (
                    <Button
                      look="link"
                      isPending={prefer.isPending}
                      onPress={() =>
                        prefer.mutate({
                          params: { team, paymentMethod: method.id },
                          body: { isDefault: true },
                        })
                      }
                    >
                      Make default
                    </Button>
                  )}
                  <Button look="link" onPress={() => onRemove(method)}>
                    Remove
                  </Button>
                </div>
              ),
          },
        ]}
      />
    </>
  );
}

function InvoiceOf({ id }: { readonly id: string | null }) {
  const team = useTeamSlug();
  // what is held and let go is for none
  if (id === null) return '—';
  return (
    <Link
      to="/t/$team/billing/invoices/$invoice"
      params={{ team, invoice: id }}
      className="text-accent underline"
    >
      Its invoice
    </Link>
  );
}

function ToInvoices() {
  return (
    <Link
      to="/t/$team/billing/invoices"
      params={{ team: useTeamSlug() }}
      className="text-accent underline"
    >
      Invoices
    </Link>
  );
}
