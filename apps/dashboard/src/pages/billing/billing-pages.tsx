import { useMay, useTeamSlug } from '../../shell/use-team.ts';
import { SubPages } from '../../ui/sub-pages.tsx';

/** The pages about a team's money, as far as the viewer may see them. */
export function BillingPages() {
  const base = `/t/${encodeURIComponent(useTeamSlug())}/billing`;
  const may = useMay();
  return (
    <SubPages
      label="Billing"
      pages={[
        { name: 'This period', to: base, isExact: true },
        ...(may('invoice:read') ? [{ name: 'Invoices', to: `${base}/invoices` }] : []),
        { name: 'Balances', to: `${base}/balances` },
        { name: 'Top-ups', to: `${base}/top-ups` },
        { name: 'Limits', to: `${base}/limits` },
        ...(may('invoice:read')
          ? [{ name: 'Payment methods', to: `${base}/payment-methods` }]
          : []),
        ...(may('billing:manage') ? [{ name: 'Addressee', to: `${base}/details` }] : []),
        ...(may('clock:manage') ? [{ name: 'Test clock', to: `${base}/clock` }] : []),
      ]}
    />
  );
}
