/** What the accounts of a team are about, each with whose it is. */
export type Account =
  /** What the team owes, for each installation. */
  | { readonly kind: 'receivable'; readonly of: string }
  /** What the team was billed and nobody is due yet, for each integration: it waits to be paid. */
  | { readonly kind: 'deferred'; readonly of: string }
  /** What is due to the provider, for each integration. */
  | { readonly kind: 'payable'; readonly of: string }
  /** The operator's share, for each integration. */
  | { readonly kind: 'commission'; readonly of: string }
  /** What came in and went out, for each payment back end. */
  | { readonly kind: 'cash'; readonly of: string }
  /** What a bank holds back because somebody disputes it, for each payment back end. */
  | { readonly kind: 'disputed'; readonly of: string }
  /** What a bank took back for good, for each payment back end: the operator bears it. */
  | { readonly kind: 'lost'; readonly of: string }
  /** What the operator owes the team in credits. */
  | { readonly kind: 'credits'; readonly of: '' }
  /** What the operator gave away in credits. */
  | { readonly kind: 'goodwill'; readonly of: '' }
  /** What is owed to a tax office, for each name of a tax. */
  | { readonly kind: 'tax'; readonly of: string }
  /** What was too little to be charged, for each integration: the operator bears it. */
  | { readonly kind: 'waived'; readonly of: string };

/** The same text for the same account. */
export function accountKey({ kind, of }: Account): string {
  return `${kind} ${of}`;
}
