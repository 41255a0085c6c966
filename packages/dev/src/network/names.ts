/**
 * The names under which providers know the marketplace, as they stand in their source: the issuer of its
 * tokens and its keys, its API, and its API below `/api` beside its pages.
 *
 * @see spec/partner-api.md — §3; spec/platform-api.md — §1
 */
export const marketplaceNames = ['marketplace.vercel.com', 'api.vercel.com', 'vercel.com'] as const;

/** The issuer that such a provider expects in every token. */
export const marketplaceIssuer = 'https://marketplace.vercel.com';

/** Whether calls to this name are answered by the local host. */
export function isMarketplace(name: string): boolean {
  return marketplaceNames.some((each) => each === name.toLowerCase());
}

/** Whether a name or address is this machine itself. */
export function isLoopback(name: string): boolean {
  const bare = name.toLowerCase().replace(/^\[|\]$/g, '');
  return (
    bare === 'localhost' || bare.endsWith('.localhost') || bare === '::1' || isLoopbackV4(bare)
  );
}

function isLoopbackV4(address: string): boolean {
  return /^(::ffff:)?127(\.\d{1,3}){3}$/.test(address);
}
