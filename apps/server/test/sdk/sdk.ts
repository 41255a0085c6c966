import { Vercel } from '@vercel/sdk';

/** The protocol's own client, as anybody installs it, with another address. */
export function sdkFor(url: string, bearerToken: string): Vercel {
  return new Vercel({ serverURL: url, bearerToken });
}
