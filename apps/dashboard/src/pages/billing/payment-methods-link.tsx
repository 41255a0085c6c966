import { Link } from '@tanstack/react-router';

/** Where a team gets something to pay with. */
export function PaymentMethodsLink({ team }: { readonly team: string }) {
  return (
    <Link to="/t/$team/billing/payment-methods" params={{ team }} className="text-accent underline">
      Payment methods
    </Link>
  );
}
