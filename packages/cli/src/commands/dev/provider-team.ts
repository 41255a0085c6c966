/** The team that publishes. */
export const PROVIDER_TEAM = { slug: 'provider', name: 'Provider' };
