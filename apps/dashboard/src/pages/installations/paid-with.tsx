import { useQuery } from '@tanstack/react-query';
import { read } from '../../api/read.ts';
import { useChange } from '../../api/use-change.ts';
import { useMay } from '../../shell/use-team.ts';
import { ProblemNote } from '../../ui/note.tsx';
import { Section } from '../../ui/page.tsx';
import { Select } from '../../ui/select.tsx';
import { PaymentMethodsLink } from '../billing/payment-methods-link.tsx';

const DEFAULT = 'default';

/** What an installation is paid with, for those who may see money, where the host moves it by itself. */
export function PaidWith({
  team,
  installation,
}: {
  readonly team: string;
  readonly installation: string;
}) {
  const mayManage = useMay()('billing:manage');
  const known = useQuery(read('listPaymentMethods', { params: { team } })).data;
  const params = { team, installation };
  const chosen = useQuery(read('getChosenPaymentMethod', { params })).data?.paymentMethodId;
  const choose = useChange('choosePaymentMethod', { refreshes: ['getChosenPaymentMethod'] });
  if (known === undefined || chosen === undefined || !known.isNeeded) return null;
  const methods = known.paymentMethods;
  const usual = methods.find(({ isDefault }) => isDefault)?.label;
  const choices = [
    { value: DEFAULT, label: `The default of the team${usual === undefined ? '' : `: ${usual}`}` },
    ...methods.map(({ id, label }) => ({ value: id, label })),
  ];
  // what was just chosen stands at once, and goes back where it is refused
  const wanted = choose.isPending ? choose.variables.body.paymentMethodId : chosen;
  return (
    <Section title="Paid with">
      {methods.length === 0 ? (
        <p>
          The team has no payment method yet. <PaymentMethodsLink team={team} />
        </p>
      ) : (
        <div className="max-w-sm">
          <Select
            label="Payment method"
            isDisabled={!mayManage}
            choices={choices}
            value={wanted ?? DEFAULT}
            onChange={(value) =>
              choose.mutate({ params, body: { paymentMethodId: value === DEFAULT ? null : value } })
            }
          />
        </div>
      )}
      <ProblemNote error={choose.error} />
    </Section>
  );
}
