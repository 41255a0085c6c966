import { Link } from '@tanstack/react-router';
import { Note } from '../../ui/note.tsx';
import { PaymentMethodsLink } from '../billing/payment-methods-link.tsx';
import type { Need } from './offer.ts';

/** Something that the team has to see to first, with the way to where it can. */
export function NeedNote({ team, need }: { readonly team: string; readonly need: Need }) {
  return (
    <Note tone="warn">
      <span className="flex flex-wrap items-center justify-between gap-2">
        {need.message}
        {need.code === 'payment_method_missing' && <PaymentMethodsLink team={team} />}
        {(need.integrations ?? []).map((integration) => (
          <Link
            key={integration}
            to="/t/$team/catalog/$integration"
            params={{ team, integration }}
            className="text-accent underline"
          >
            Install {integration}
          </Link>
        ))}
      </span>
    </Note>
  );
}
