/** What a provider's console is opened for. */
export type Place = {
  readonly team: string;
  readonly installation: string;
  /** The provider's id of a resource. */
  readonly resource?: string;
};

/** Where things have their page at a host. */
export const pages = {
  /** Pages of a team that a command leads to. */
  ofTeam: ({ team }: Pick<Place, 'team'>) => ({
    'payment-methods': `/t/${encodeURIComponent(team)}/billing/payment-methods`,
  }),
  listing: ({ slug }: { readonly slug: string }) => `/catalog/${encodeURIComponent(slug)}`,
  /** Signs the person in at the host first, and on at the provider then. @see spec/platform-api.md §5 */
  console: ({ team, installation, resource }: Place) => {
    const query = new URLSearchParams({
      teamId: team,
      integrationConfigurationId: installation,
      ...(resource === undefined ? {} : { resource_id: resource }),
    });
    return `/api/marketplace/sso?${query}`;
  },
} as const;
