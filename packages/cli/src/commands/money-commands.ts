import { alone, type CommandEntry, lists, removes } from './entry.ts';

/** What is billed, paid, used and limited. */
export const moneyCommands: readonly CommandEntry[] = [
  {
    words: ['invoices', 'list'],
    ...lists,
    summary: 'List the invoices of the team, those of former installations too.',
    load: async () => (await import('./billing/list-invoices.ts')).listInvoices,
  },
  {
    words: ['invoices', 'show'],
    summary: 'Show one invoice with its lines.',
    load: async () => (await import('./billing/show-invoice.ts')).showInvoice,
  },
  {
    words: ['invoices', 'document'],
    summary: 'Save an invoice, or a credit note of it, as a file to keep.',
    load: async () => (await import('./billing/save-document.ts')).saveDocument,
  },
  {
    words: ['invoices', 'explain'],
    summary: 'Say of each line which plan, price and report it came from.',
    load: async () => (await import('./billing/explain-invoice.ts')).explainInvoice,
  },
  {
    words: ['invoices', 'evidence'],
    summary: 'Save everything that an invoice can be recomputed from.',
    load: async () => (await import('./billing/export-evidence.ts')).exportEvidence,
  },
  {
    words: ['invoices', 'verify'],
    summary: 'Recompute an invoice to the cent, also offline from its evidence.',
    load: async () => (await import('./billing/verify-invoice.ts')).verifyInvoice,
  },
  {
    words: ['billing', 'show'],
    summary: "Show whom the team's invoices are addressed to.",
    load: async () => (await import('./billing/show-billing-details.ts')).showBillingDetails,
  },
  {
    words: ['billing', 'set'],
    summary: 'Say whom invoices are addressed to from now on.',
    load: async () => (await import('./billing/set-billing-details.ts')).setBillingDetails,
  },
  {
    words: ['credits', 'list'],
    ...lists,
    summary: 'List the credits of the team, and what is left of them.',
    load: async () => (await import('./money/credits.ts')).listCredits,
  },
  {
    words: ['credits', 'grant'],
    summary: 'Give a team a credit.',
    load: async () => (await import('./money/credits.ts')).grantCredit,
  },
  {
    words: ['commission', 'show'],
    summary: "Show the operator's share of what an integration bills, and what it was.",
    load: async () => (await import('./money/commission.ts')).showCommission,
  },
  {
    words: ['commission', 'set'],
    summary: "Set the operator's share of what an integration bills.",
    load: async () => (await import('./money/commission.ts')).setCommission,
  },
  {
    words: ['payouts', 'list'],
    ...lists,
    summary: 'List what is due to each provider, and what was paid out.',
    load: async () => (await import('./money/ledger.ts')).listPayouts,
  },
  {
    words: ['payouts', 'export'],
    summary: 'Save what became due to providers in a period, and what they were paid.',
    load: async () => (await import('./money/exports.ts')).exportPayouts,
  },
  {
    words: ['payouts', 'record'],
    summary: 'Record that a provider was paid what is due to it.',
    load: async () => (await import('./money/ledger.ts')).recordPayout,
  },
  {
    words: ['ledger', 'verify'],
    summary: 'Prove that the books add up, and print what each kind of account holds.',
    load: async () => (await import('./money/ledger.ts')).verifyLedger,
  },
  {
    words: ['ledger', 'export'],
    summary: 'Save the entries of the books as a file.',
    load: async () => (await import('./money/exports.ts')).exportLedger,
  },
  {
    words: ['ledger', 'open'],
    summary: 'List what is not paid yet, over all teams.',
    load: async () => (await import('./money/ledger.ts')).listOpenInvoices,
  },
  {
    words: ['disputes', 'list'],
    ...lists,
    summary: 'List disputed charges, over all teams.',
    load: async () => (await import('./money/disputes.ts')).listDisputes,
  },
  {
    words: ['disputes', 'decide'],
    summary: 'Let the test bank dispute a charge, or end its dispute.',
    load: async () => (await import('./money/disputes.ts')).decideDispute,
  },
  {
    words: ['invoices', 'export'],
    summary: 'Save the invoices of a period as a file.',
    load: async () => (await import('./money/exports.ts')).exportInvoices,
  },
  {
    words: ['invoices', 'pay'],
    summary: 'Pay an invoice now.',
    load: async () => (await import('./payment/pay-invoice.ts')).payInvoice,
  },
  {
    words: ['invoices', 'payments'],
    summary: 'List every try to move money for an invoice.',
    load: async () => (await import('./payment/list-payments.ts')).listPayments,
  },
  {
    words: ['payments', 'list'],
    ...lists,
    summary: 'List every try to move money, for plans too.',
    load: async () => (await import('./payment/list-payments.ts')).listTeamPayments,
  },
  {
    words: ['payment-methods', 'list'],
    ...lists,
    summary: 'List what the team pays with.',
    load: async () => (await import('./payment/list-methods.ts')).listPaymentMethods,
  },
  {
    words: ['payment-methods', 'add'],
    summary: 'Add a payment method; the first is the default.',
    load: async () => (await import('./payment/add-method.ts')).addPaymentMethod,
  },
  {
    words: ['payment-methods', 'default'],
    summary: 'Let a payment method pay for whatever has none of its own.',
    load: async () => (await import('./payment/make-default.ts')).makeDefaultMethod,
  },
  {
    words: ['payment-methods', 'use'],
    summary: 'Say what an installation is paid with.',
    load: async () => (await import('./payment/choose-method.ts')).choosePaymentMethod,
  },
  {
    words: ['payment-methods', 'remove'],
    ...removes,
    summary: 'Remove a payment method that pays for nothing.',
    load: async () => (await import('./payment/remove-method.ts')).removePaymentMethod,
  },
  alone('usage', async () => (await import('./billing/usage.ts')).showUsage),
  {
    words: ['usage', 'forecast'],
    summary: 'Foretell what the present periods come to at their end.',
    load: async () => (await import('./billing/usage-forecast.ts')).forecastUsage,
  },
  {
    words: ['usage', 'series'],
    summary: 'Show what each day, week or month added to cost and usage.',
    load: async () => (await import('./billing/usage-series.ts')).usageSeries,
  },
  {
    words: ['usage', 'export'],
    summary: 'Print what was reported of each day as CSV or JSON.',
    load: async () => (await import('./billing/usage-export.ts')).exportUsage,
  },
  {
    words: ['limits', 'list'],
    ...lists,
    summary: 'List what a month may cost at most, and what is spent.',
    load: async () => (await import('./limit/list.ts')).listLimits,
  },
  {
    words: ['limits', 'set'],
    summary: 'Limit what the team, a project, an installation or a resource may cost.',
    load: async () => (await import('./limit/set.ts')).setLimit,
  },
  {
    words: ['limits', 'remove'],
    ...removes,
    summary: 'Remove a limit.',
    load: async () => (await import('./limit/remove.ts')).removeLimit,
  },
  {
    words: ['clock', 'create'],
    summary: 'Put the team on a test clock.',
    load: async () => (await import('./clock/create.ts')).createClock,
  },
  {
    words: ['clock', 'show'],
    summary: 'Show where the test clock of the team stands.',
    load: async () => (await import('./clock/show.ts')).showClock,
  },
  {
    words: ['clock', 'advance'],
    summary: 'Move the test clock on, with everything that falls due.',
    load: async () => (await import('./clock/advance.ts')).advanceClock,
  },
  {
    words: ['clock', 'remove'],
    ...removes,
    summary: 'Put the team back on the real time.',
    load: async () => (await import('./clock/remove.ts')).removeClock,
  },
  {
    words: ['balance', 'show'],
    summary: 'Show what is left of prepayments, and what was bought.',
    load: async () => (await import('./balance/show.ts')).showBalances,
  },
  {
    words: ['balance', 'buy'],
    summary: 'Buy a balance under a prepayment.',
    load: async () => (await import('./balance/buy.ts')).buyBalance,
  },
  {
    words: ['balance', 'purchase'],
    summary: 'Tell how a purchase stands.',
    load: async () => (await import('./balance/show-purchase.ts')).showPurchase,
  },
  {
    words: ['balance', 'rule', 'list'],
    ...lists,
    summary: 'List when balances of an integration are filled up.',
    load: async () => (await import('./balance/rule/rule.ts')).listRules,
  },
  {
    words: ['balance', 'rule', 'set'],
    summary: 'Say when a balance is filled up, and with how much.',
    load: async () => (await import('./balance/rule/rule.ts')).setRule,
  },
  {
    words: ['balance', 'rule', 'remove'],
    ...removes,
    summary: 'Buy nothing more by itself.',
    load: async () => (await import('./balance/rule/rule.ts')).removeRule,
  },
  {
    words: ['payment-methods', 'chosen'],
    summary: 'Tell what an installation is paid with.',
    load: async () => (await import('./payment/show-chosen.ts')).showChosenMethod,
  },
];
