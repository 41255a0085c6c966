import { type FieldError, ok, type Refusal, type Result, refuse } from '@kontor/core';
import { checkProviderUrl } from '../partner-api/provider-url.ts';

/** The addresses of a provider's server that are called, by the host or by browsers it sends there. */
export type Addresses = {
  readonly baseUrl?: string | undefined;
  readonly redirectLoginUrl?: string | null | undefined;
  readonly webhookUrl?: string | null | undefined;
  readonly redirectUrl?: string | null | undefined;
  readonly configurationUrl?: string | null | undefined;
  readonly importResourceUrl?: string | null | undefined;
  readonly openidRedirectUrls?: readonly string[] | undefined;
};

const OPENED = [
  'redirectLoginUrl',
  'webhookUrl',
  'redirectUrl',
  'configurationUrl',
  'importResourceUrl',
] as const;

/** Refuses addresses that would never be called, with every one that is wrong. */
export function checkAddresses(
  { baseUrl, openidRedirectUrls = [], ...addresses }: Addresses,
  options: { readonly allowPrivateAddresses: boolean },
): Result<null, Refusal> {
  const given = {
    baseUrl,
    // these are opened as they are, so a query of their own is no harm
    ...Object.fromEntries(
      OPENED.map((key) => [key, addresses[key] && withoutQuery(addresses[key])] as const),
    ),
    ...Object.fromEntries(
      openidRedirectUrls.map((url, index) => [`openidRedirectUrls.${index}`, withoutQuery(url)]),
    ),
  };
  const fields = Object.entries(given).flatMap(([key, url]): FieldError[] => {
    if (!url) return [];
    const checked = checkProviderUrl(url, options);
    return checked.ok ? [] : [{ key, message: checked.error.message }];
  });
  const [first] = fields;
  if (first === undefined) return ok(null);
  return refuse('address_not_allowed', `${first.key} cannot be called. ${first.message}`, {
    fields,
  });
}

/** An address that is opened as it is, to be judged as one that paths are appended to. */
export function withoutQuery(url: string): string {
  return url.replace(/\?[^#]*/, '');
}
