import Stripe from 'stripe';

/** How the host reaches its account at Stripe. */
export type StripeSettings = {
  readonly kind: 'stripe';
  readonly secretKey: string;
  readonly webhookSecret: string;
  /** Where the API is; null for Stripe's own address. */
  readonly api: string | null;
};

/** Longest that one call may take, in milliseconds: well within the lease of a payment. */
const TIMEOUT_MS = 20_000;

/** Stripe's own client. It repeats nothing by itself: payments ask what became of them first. */
export function createStripeClient({ secretKey, api }: StripeSettings): Stripe {
  return new Stripe(secretKey, {
    timeout: TIMEOUT_MS,
    maxNetworkRetries: 0,
    telemetry: false,
    ...(api === null ? {} : placeOf(new URL(api))),
  });
}

function placeOf({ protocol, hostname, port }: URL) {
  const isSecure = protocol === 'https:';
  return {
    protocol: isSecure ? ('https' as const) : ('http' as const),
    host: hostname,
    port: port === '' ? (isSecure ? 443 : 80) : Number(port),
  };
}
