import type { MailSettings } from '../mail/smtp.ts';
import type { TaxTable } from '../money/taxes.ts';
import type { PaymentSettings } from '../payments/payments.ts';
import type { IdentityProviderSettings } from '../people/identity-provider.ts';
import type { Seller } from '../postgres/seller.ts';
import type { TracingSettings } from '../tracing/open-telemetry.ts';

/** What the host is started with. */
export type Config = {
  readonly host: string;
  readonly port: number;
  /** The public address, without a path. */
  readonly url: string;
  /** Exactly the `iss` of every token that the host signs. */
  readonly issuer: string;
  /** Null for the embedded database in the data directory. */
  readonly databaseUrl: string | null;
  /** Absolute. */
  readonly dataDirectory: string;
  readonly signUp: 'open' | 'first-person';
  /** Whether an operator approves what comes into the catalogue. */
  readonly listings: 'open' | 'approved';
  /** Who may put a team on a test clock. */
  readonly testClocks: 'owners' | 'operators';
  /** How long requests between the host and providers are kept, in days. */
  readonly callsKeptDays: number;
  /** How long plans of desired states are kept after they were over, in days. */
  readonly plansKeptDays: number;
  /** Whether people may have passwords here. */
  readonly passwords: boolean;
  /** The identity provider that people arrive from; null where there is none. */
  readonly identityProvider: IdentityProviderSettings | null;
  readonly allowPrivateAddresses: boolean;
  /** Where Prometheus asks; null where nothing is measured. */
  readonly metrics: { readonly host: string; readonly port: number } | null;
  /** Who is told what it does; null where nothing is traced. */
  readonly traces: TracingSettings | null;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  readonly role: 'all' | 'api' | 'worker';
  readonly answerWithinMs: number;
  /** How long at most a process goes on answering that is told to end. */
  readonly drainSeconds: number;
  readonly strictAnswers: boolean;
  /** What the limits on calls are multiplied with; null for none. */
  readonly rateLimits: number | null;
  /** Addresses and networks of proxies that may say where a request came from. */
  readonly trustedProxies: readonly string[];
  /** What teams pay on top of their invoices; null for nothing. */
  readonly taxes: TaxTable | null;
  /** Who moves the money. */
  readonly payments: PaymentSettings;
  /** Where mail is handed over; null where none is sent. */
  readonly mail: MailSettings | null;
  /** Null for the one that is made once and kept. */
  readonly secret: string | null;
  /** Whose name stands on invoices. */
  readonly seller: Seller;
};
