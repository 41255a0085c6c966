/** Who does something: always somebody, the host itself included. */
export type Actor =
  | { readonly kind: 'person'; readonly userId: string; readonly tokenId?: string }
  | { readonly kind: 'machine'; readonly tokenId: string }
  | { readonly kind: 'provider'; readonly installationId: string }
  | { readonly kind: 'system' };
