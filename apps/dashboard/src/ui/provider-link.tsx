import type { ReactNode } from 'react';

export type ProviderPlace = {
  readonly team: string;
  readonly installation: string;
  readonly resource?: string;
};

type Asked = { readonly path?: string; readonly url?: string };

/** The host's address that signs a member on at the provider. @see spec/partner-api.md §6 */
export function ssoAddress(
  { team, installation, resource }: ProviderPlace,
  { path, url }: Asked = {},
): string {
  const query = new URLSearchParams();
  if (resource !== undefined) query.set('resource_id', resource);
  if (path !== undefined) query.set('path', path);
  if (url !== undefined) query.set('url', url);
  const address = `/kontor/v1/teams/${encodeURIComponent(team)}/installations/${encodeURIComponent(installation)}/sso`;
  return query.size === 0 ? address : `${address}?${query}`;
}

/** A link that a provider gave. `sso:` leads there signed on; what is no web address leads nowhere. */
export function ProviderLink({
  href,
  children,
  ...place
}: ProviderPlace & { readonly href: string; readonly children: ReactNode }) {
  const isSso = href.startsWith('sso:');
  if (!isSso && !/^https?:\/\//.test(href)) return children;
  const target = isSso ? ssoAddress(place, { url: href.slice('sso:'.length) }) : href;
  return (
    <a href={target} target="_blank" rel="noreferrer" className="text-accent underline">
      {children}
    </a>
  );
}
