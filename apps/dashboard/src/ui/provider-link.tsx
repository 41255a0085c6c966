import type { ReactNode } from 'react';
import { addressTo, type Input } from '../api/call.ts';

export type ProviderPlace = {
  readonly team: string;
  readonly installation: string;
  readonly resource?: string;
};

type Asked = Pick<NonNullable<Input<'openInstallation'>['query']>, 'path' | 'url'>;

/** The host's address that signs a member on at the provider. @see spec/partner-api.md §6 */
export function ssoAddress(
  { team, installation, resource }: ProviderPlace,
  asked: Asked = {},
): string {
  return addressTo('openInstallation', {
    params: { team, installation },
    query: { ...(resource === undefined ? {} : { resource_id: resource }), ...asked },
  });
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
