import { marketplaceIssuer } from '@kontor/dev';
import type { DevFile } from './dev-file.ts';

/** Variables that a provider reads its credentials from, beside those of habit. */
export type Named = {
  readonly clientIdAs: readonly string[];
  readonly clientSecretAs: readonly string[];
};

/** How examples and templates call them. */
const HABIT = {
  clientId: ['INTEGRATION_CLIENT_ID', 'KONTOR_CLIENT_ID'],
  clientSecret: ['INTEGRATION_CLIENT_SECRET', 'KONTOR_CLIENT_SECRET'],
};

/** The credentials of the integration, under every name that the provider may look for. */
export function credentialVariables(
  { id, clientSecret }: NonNullable<DevFile['integration']>,
  { clientIdAs, clientSecretAs }: Named,
): Readonly<Record<string, string>> {
  return Object.fromEntries([
    ...[...HABIT.clientId, ...clientIdAs].map((name) => [name, id]),
    ...[...HABIT.clientSecret, ...clientSecretAs].map((name) => [name, clientSecret]),
  ]);
}

/**
 * Where the marketplace is, for providers that are told: the addresses that others have in their source.
 * They go before those of the terminal, which may be of a host that this provider is none of.
 */
export function placeVariables(issuer = marketplaceIssuer): Readonly<Record<string, string>> {
  return {
    KONTOR_HOST_URL: 'https://api.vercel.com',
    KONTOR_ISSUER: issuer,
    KONTOR_JWKS_URL: `${marketplaceIssuer}/.well-known/jwks`,
  };
}
