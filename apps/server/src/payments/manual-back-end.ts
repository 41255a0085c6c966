import { type PaymentBackEnd, type PaymentOutcome, refuse } from '@kontor/core';

/**
 * Moves no money: teams pay as agreed with the operator, who says what became of it. Whatever it is
 * asked for is under way until then.
 */
export function createManualBackEnd(): PaymentBackEnd {
  const underWay = async (reference: string): Promise<PaymentOutcome> => ({
    kind: 'pending',
    reference,
  });
  return {
    name: 'manual',
    isAutomatic: false,
    attach: async () =>
      refuse(
        'payment_method_refused',
        'This host takes no payment methods: teams pay as agreed with its operator.',
      ),
    detach: async () => {},
    authorise: ({ key }) => underWay(key),
    capture: underWay,
    release: underWay,
    charge: ({ key }) => underWay(key),
    refund: ({ key }) => underWay(key),
    find: ({ id }) => underWay(id),
  };
}
