import type { TeamInvoice } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { read, refresh } from '../../api/read.ts';
import { useChange } from '../../api/use-change.ts';
import { useTeamSlug } from '../../shell/use-team.ts';
import { Amount, dollars } from '../../ui/amount.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { PaymentMethodsLink } from './payment-methods-link.tsx';

const reads = ['getTeamInvoice', 'listPayments', 'listInvoices'] as const;

/** Asks once more before an invoice is charged, and says how much is charged to what. */
export function PayInvoice({
  invoice,
  onClose,
}: {
  readonly invoice: TeamInvoice;
  readonly onClose: () => void;
}) {
  const { id, number, externalId, installationId, dueTogether } = invoice;
  const team = useTeamSlug();
  const { paying, isByHand, error } = usePaying(team, installationId);
  const pay = useChange('payInvoice', { refreshes: reads, onDone: onClose });
  const submit = () =>
    paying &&
    pay.mutate(
      // nothing else is charged than what was shown, whatever somebody has chosen meanwhile
      { params: { team, invoice: id }, body: { paymentMethodId: paying.id } },
      // one that was declined is a payment too
      { onError: () => void refresh(...reads) },
    );
  return (
    <Confirm
      title={`Pay invoice ${number ?? externalId ?? id}`}
      action={`Pay ${dollars(dueTogether)}`}
      isDangerous={false}
      isReady={Boolean(paying)}
      error={pay.error ?? error}
      isPending={pay.isPending}
      onConfirm={submit}
      onClose={onClose}
    >
      {paying === undefined && error === null && <Skeleton rows={1} />}
      {paying === null && (isByHand ? <ByHand /> : <NothingToPayWith team={team} />)}
      {paying && <What invoice={invoice} label={paying.label} />}
    </Confirm>
  );
}

/** What an installation is paid with: null where there is nothing, undefined until that is known. */
function usePaying(team: string, installation: string) {
  const known = useQuery(read('listPaymentMethods', { params: { team } }));
  const chosen = useQuery(read('getChosenPaymentMethod', { params: { team, installation } }));
  const wanted = chosen.data?.paymentMethodId;
  const isKnown = known.data !== undefined && wanted !== undefined;
  const method = known.data?.paymentMethods.find(({ id, isDefault }) =>
    wanted === null ? isDefault : id === wanted,
  );
  return {
    paying: isKnown ? (method ?? null) : undefined,
    isByHand: known.data?.backEnd === 'manual',
    error: known.error ?? chosen.error,
  };
}

function What({
  invoice: { integration, due, dueTogether, collects },
  label,
}: {
  readonly invoice: TeamInvoice;
  readonly label: string;
}) {
  return (
    <>
      <p>
        <Amount of={dueTogether} /> is charged to {label} at once, for this invoice of{' '}
        {integration.name}.
      </p>
      {collects.length > 0 && (
        <p>
          <Amount of={due} /> of it is its own; the rest was carried to it from{' '}
          {collects.length === 1 ? 'a smaller one' : `${collects.length} smaller ones`}.
        </p>
      )}
    </>
  );
}

function ByHand() {
  return (
    <p>
      This host charges nobody by itself: pay as agreed with its operator, who then marks the
      invoice as paid.
    </p>
  );
}

function NothingToPayWith({ team }: { readonly team: string }) {
  return (
    <p>
      The team has no payment method yet. Add one first: <PaymentMethodsLink team={team} />
    </p>
  );
}
