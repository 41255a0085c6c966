/** Where things have their page at a host. */
export const pages = {
  listing: ({ slug }: { readonly slug: string }) => pathOf('catalog', slug),
  installation: (team: string, id: string) => pathOf('teams', team, 'installations', id),
  resource: (team: string, id: string) => pathOf('teams', team, 'resources', id),
} as const;

function pathOf(...parts: readonly string[]): string {
  return parts.map((part) => `/${encodeURIComponent(part)}`).join('');
}
