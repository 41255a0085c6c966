/** The accounts of the ledger, in the words of its pages. */
export const ledgerAccounts = [
  { value: 'receivable', label: 'Owed by teams' },
  { value: 'deferred', label: 'Billed, not due yet' },
  { value: 'payable', label: 'Due to providers' },
  { value: 'commission', label: 'Commission' },
  { value: 'cash', label: 'Cash' },
  { value: 'disputed', label: 'Disputed' },
  { value: 'lost', label: 'Lost' },
  { value: 'credits', label: 'Credits' },
  { value: 'goodwill', label: 'Given away' },
  { value: 'tax', label: 'Taxes' },
  { value: 'waived', label: 'Waived' },
] as const;

export function nameOfAccount(account: string): string {
  return ledgerAccounts.find(({ value }) => value === account)?.label ?? account;
}
