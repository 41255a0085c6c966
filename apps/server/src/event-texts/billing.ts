import { dollars, failed, followed, type Known, type TextsAbout, word } from './text.ts';

export const billingTexts: TextsAbout<
  | 'billing'
  | 'credit'
  | 'invoice'
  | 'payment'
  | 'payment-method'
  | 'payout'
  | 'purchase'
  | 'spend'
  | 'spend-limit'
  | 'top-up'
> = {
  'billing.threshold-set': 'A rule that buys a balance was set',
  'billing.threshold-removed': 'A rule that buys a balance was removed',
  'credit.granted': of('A credit was given'),
  'invoice.created': invoice('An invoice was made'),
  'invoice.carried': invoice('An invoice is carried on to the next one'),
  'invoice.paid': invoice('An invoice was paid'),
  'invoice.notpaid': invoice('An invoice could not be paid'),
  'invoice.overdue': invoice('An invoice is overdue'),
  'invoice.refund-requested': of('A refund was asked for'),
  'invoice.refund-failed': of('A refund failed'),
  'invoice.refunded': of('An invoice was refunded'),
  'payment.succeeded': of('A payment succeeded'),
  'payment.failed': (data) => followed(of('A payment failed')(data), data.message),
  'payment.unassigned': of('Money came that belongs to no open invoice'),
  'payment.dispute-opened': of('A bank wants back what was charged'),
  'payment.dispute-won': of('A bank left the money of a dispute here'),
  'payment.dispute-lost': of('A bank took back what was charged'),
  'payment-method.added': 'A payment method was added',
  'payment-method.removed': 'A payment method was removed',
  'payment-method.made-default': 'Another payment method pays for what has none of its own',
  'payment-method.chosen': 'What pays for an installation was chosen',
  'payout.recorded': of('A payout was recorded'),
  'purchase.made': of('A balance was bought'),
  'purchase.provisioned': 'A provider has credited what was bought',
  'purchase.provision-failed': failed('A provider has not credited what was bought'),
  'purchase.refused': of('What was bought was given back'),
  'spend.warned': ({ share, spent, amount }) => {
    const warned = `${word(share) ?? 'A part'}${share === undefined ? '' : ' %'} of a limit is spent`;
    const [is, limit] = [dollars(spent), dollars(amount)];
    return is === undefined || limit === undefined ? warned : `${warned}: ${is} of ${limit}`;
  },
  'spend-limit.set': of('A limit was set'),
  'spend-limit.removed': 'A limit was removed',
  'top-up.held': 'A balance is not bought by itself any more this month',
  'top-up.stopped': ({ reason }) => followed('A rule that buys a balance rests', reasonOf(reason)),
};

const reasons: Readonly<Record<string, string>> = {
  spend_limit: 'a limit is reached',
};

function reasonOf(reason: Known[string] | undefined): string | undefined {
  const said = word(reason);
  return said === undefined ? undefined : (reasons[said] ?? said.replaceAll('_', ' '));
}

/** With the amount, where the reader may see it. */
function of(sentence: string) {
  return ({ amount }: Known): string => followed(sentence, dollars(amount));
}

function invoice(sentence: string) {
  return ({ invoiceTotal }: Known): string => followed(sentence, dollars(invoiceTotal));
}
