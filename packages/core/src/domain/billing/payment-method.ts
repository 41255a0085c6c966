import type { PaymentMethodId, TeamId } from '@kontor/protocol/vocabulary';
import type { PaymentBackEndName } from './payment.ts';

/** What a payment back end tells of something that a team can pay with. Nothing of it is secret. */
export type PaymentMethodFacts = {
  /** What the back end calls it. */
  readonly reference: string;
  /** What the back end calls the team, where it wants to know. */
  readonly customer: string | null;
  /** As the back end calls the kind, such as `card`. */
  readonly kind: string;
  /** What people know it by, such as `Visa ending in 4242`. */
  readonly label: string;
  /** The last month in which it is good, such as `2030-04`; null where it does not end. */
  readonly expires: string | null;
};

/** Something that a team pays with. What it is in full only its back end knows. */
export type PaymentMethod = PaymentMethodFacts & {
  readonly id: PaymentMethodId;
  readonly teamId: TeamId;
  readonly backEnd: PaymentBackEndName;
  /** Pays for every installation that has none of its own. */
  readonly isDefault: boolean;
  readonly createdAt: Date;
};
