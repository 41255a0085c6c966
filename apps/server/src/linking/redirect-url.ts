import type { Linkable, LinkRequest } from './link-account.ts';

type Way = Pick<LinkRequest, 'teamId' | 'source' | 'state' | 'currentProjectId' | 'externalId'> & {
  readonly id: string;
  readonly code: string;
  /** The host's public address. */
  readonly host: string;
};

/** Where the provider sends the browser when it is done, below the host's address. */
export const LINKED_PATH = '/integrations/linked';

/** Where a browser goes on to link its account. @see spec/partner-api.md §13.1 */
export function redirectUrlFor({ redirectUrl }: Linkable, way: Way): string {
  const url = new URL(redirectUrl);
  const query = {
    code: way.code,
    teamId: way.teamId,
    configurationId: way.id,
    next: new URL(LINKED_PATH, way.host).href,
    source: way.source,
    state: way.state,
    currentProjectId: way.currentProjectId,
    'external-id': way.externalId,
  };
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return url.href;
}
