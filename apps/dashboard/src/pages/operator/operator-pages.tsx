import { SubPages } from '../../ui/sub-pages.tsx';

export function OperatorPages() {
  return (
    <SubPages
      label="Host"
      pages={[
        { name: 'Open invoices', to: '/operator', isExact: true },
        { name: 'Providers', to: '/operator/health' },
        { name: 'Operations', to: '/operator/operations' },
        { name: 'Ledger', to: '/operator/ledger' },
        { name: 'Payouts', to: '/operator/payouts' },
        { name: 'Disputes', to: '/operator/disputes' },
        { name: 'Services', to: '/operator/services' },
        { name: 'Signing keys', to: '/operator/keys' },
      ]}
    />
  );
}
