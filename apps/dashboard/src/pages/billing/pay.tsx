import type { Payment, TeamInvoice } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { read } from '../../api/read.ts';
import { useOpen } from '../../shell/use-open.ts';
import { useMay, useTeamSlug } from '../../shell/use-team.ts';
import { Amount } from '../../ui/amount.tsx';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { DisputeBadge } from '../../ui/dispute-badge.tsx';
import { Note, ProblemNote } from '../../ui/note.tsx';
import { Section } from '../../ui/page.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { When } from '../../ui/when.tsx';
import { PayInvoice } from './pay-invoice.tsx';

const payable: readonly string[] = ['invoiced', 'notpaid', 'overdue'];
const kinds = {
  charge: 'Charge',
  refund: 'Refund',
  authorisation: 'Trial of the payment method',
} as const;
const states: Readonly<Record<Payment['status'], readonly [name: string, tone: Tone]>> = {
  running: ['Under way', 'warn'],
  pending: ['Waits for the bank', 'warn'],
  succeeded: ['Succeeded', 'good'],
  failed: ['Failed', 'bad'],
};

/** Every try to move money for an invoice, and one more for those who may pay. */
export function Payments({ invoice }: { readonly invoice: TeamInvoice }) {
  const { id, state, collectedWith } = invoice;
  const params = { team: useTeamSlug(), invoice: id };
  const may = useMay();
  const payments = useQuery({
    ...read('listPayments', { params }),
    refetchInterval: ({ state: { data } }) => data?.payments.some(isUnderWay) === true && 2_000,
  });
  const [isPaying, setPaying] = useOpen('pay', 'billing:manage');
  const rows = payments.data?.payments ?? [];
  const isPayable = payable.includes(state) && collectedWith === null && may('billing:manage');
  if (rows.length === 0 && !isPayable) return null;
  return (
    <Section
      title="Payments"
      actions={
        isPayable && (
          <Button look="primary" isDisabled={rows.some(isUnderWay)} onPress={() => setPaying(true)}>
            Pay now
          </Button>
        )
      }
    >
      <ProblemNote error={payments.error} />
      {rows.some(isUnderWay) && <Note>Money is under way. This page shows when it arrives.</Note>}
      {rows.length === 0 ? (
        <p className="text-muted">Nothing was tried yet.</p>
      ) : (
        <PaymentTable rows={rows} />
      )}
      {isPayable && isPaying && <PayInvoice invoice={invoice} onClose={() => setPaying(false)} />}
    </Section>
  );
}

function isUnderWay({ status }: Payment): boolean {
  return status === 'running' || status === 'pending';
}

/** Tries to move money, as they are known. */
export function PaymentTable({
  rows,
  more = [],
}: {
  readonly rows: readonly Payment[];
  readonly more?: readonly Column<Payment>[];
}) {
  return (
    <Table
      label="Payments"
      rows={rows}
      keyOf={({ id }) => id}
      columns={[
        { name: 'When', cell: ({ createdAt }) => <When at={createdAt} /> },
        {
          name: 'What',
          cell: ({ kind, billingPlanId }) =>
            billingPlanId === null ? kinds[kind] : `${kinds[kind]} for the plan ${billingPlanId}`,
        },
        {
          name: 'How it ended',
          cell: ({ status, decline, dispute }) => {
            const [name, tone] = states[status];
            return (
              <>
                <Badge tone={tone}>{name}</Badge> {decline?.message}
                {dispute !== null && <DisputeBadge state={dispute} />}
              </>
            );
          },
        },
        { name: 'Amount', isNumber: true, cell: ({ amount }) => <Amount of={amount} /> },
        ...more,
      ]}
    />
  );
}
