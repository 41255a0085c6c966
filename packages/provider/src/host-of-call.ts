import type { PartnerEndpoint } from '@kontor/protocol';
import { upsertInstallation } from '@kontor/protocol/partner';
import type { AccessToken } from './client/call-host.ts';
import { createHostClient, type HostClient } from './client/host-client.ts';

/** How handlers reach the host. */
export type HostAccess = {
  readonly apiUrl: string;
  readonly accessToken?: FindAccessToken | undefined;
  readonly fetch: typeof globalThis.fetch;
};

/** Finds the access token of an installation; `undefined` when there is none. */
export type FindAccessToken = (installationId: string) => ReturnType<Exclude<AccessToken, string>>;

type InstallationCall = {
  readonly endpoint: PartnerEndpoint;
  readonly parameters: Readonly<Record<string, string>>;
  readonly body: unknown;
};

/** A client for the installation a call is about; the token is looked up when it is first needed. */
export function hostOfCall(
  { apiUrl, accessToken = () => undefined, fetch }: HostAccess,
  { endpoint, parameters, body }: InstallationCall,
): HostClient | undefined {
  const { installationId } = parameters;
  if (installationId === undefined) return undefined;
  const find = () => tokenBroughtBy(endpoint, body) ?? accessToken(installationId);
  return createHostClient({ apiUrl, installationId, accessToken: find, fetch });
}

/** An installation that is just being told brings its token along. */
function tokenBroughtBy(endpoint: PartnerEndpoint, body: unknown): string | undefined {
  if (endpoint.id !== upsertInstallation.id) return undefined;
  return upsertInstallation.request.safeParse(body).data?.credentials.access_token;
}
