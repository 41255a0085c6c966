import type { RetrySchedule } from '@kontor/core';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Listings } from '../catalog/listing-changes.ts';
import type { EntranceLimits } from '../http/entrance.ts';
import type { LiveLimits } from '../live/live-events.ts';
import type { MailSettings } from '../mail/smtp.ts';
import type { TaxTable } from '../money/taxes.ts';
import type { HostSettings } from '../operator/setting-routes.ts';
import type { ProviderLimits } from '../partner-api/limits.ts';
import type { PaymentSettings } from '../payments/payments.ts';
import type { IdentityProviderSettings } from '../people/identity-provider.ts';
import type { Seller } from '../postgres/seller.ts';
import type { Tracing } from '../tracing/tracing.ts';
import type { WebhooksPorts } from '../webhooks/webhooks.ts';

export type HostOptions = {
  /** What the process was started with, to be shown to operators. */
  readonly settings?: HostSettings;
  readonly databaseUrl: string;
  /** Where the keyring lies. */
  readonly dataDirectory: string;
  /** The host's public address. */
  readonly url: string;
  /** What the tokens it signs name as their issuer. */
  readonly issuer: string;
  readonly signUp: 'open' | 'first-person';
  /** Whether an operator approves what comes into the catalogue; nobody has to, unless told otherwise. */
  readonly listings?: Listings;
  /** Who may put a team on a test clock: its owners, or only those of them who are operators. */
  readonly testClocks: 'owners' | 'operators';
  /** How long requests between the host and providers are kept, in days. */
  readonly callsKeptDays?: number;
  /** How long plans of desired states are kept after they were over, in days. */
  readonly plansKeptDays?: number;
  /** Whether people may have passwords; they may unless it is false. */
  readonly passwords?: boolean;
  readonly identityProvider?: IdentityProviderSettings | null;
  readonly allowPrivateAddresses: boolean;
  readonly strictAnswers: boolean;
  /** Which part of the work this process does. */
  readonly role: 'all' | 'api' | 'worker';
  /** How long a request waits for the operation it began, in milliseconds. */
  readonly answerWithinMs: number;
  /** What the limits on calls are multiplied with; null for none. */
  readonly rateLimits?: number | null;
  /** Addresses and networks of proxies that may say where a request came from. */
  readonly trustedProxies?: readonly string[];
  /** What teams pay on top of their invoices. */
  readonly taxes?: TaxTable | null;
  readonly log: Logger;
  readonly now?: () => Date;
  readonly sessionSecret?: string;
  readonly schedule?: RetrySchedule;
  readonly limits?: Partial<ProviderLimits>;
  readonly leaseMs?: number;
  /** How many requests are worked on at a time, and how many for one team. */
  readonly entrance?: EntranceLimits;
  /** How often invoices and former installations are looked at, in milliseconds. */
  readonly billingEveryMs?: number;
  readonly webhookLimits?: WebhooksPorts['limits'];
  readonly liveLimits?: Partial<LiveLimits>;
  /** Whose name stands on invoices; the host's own address where nobody says. */
  readonly seller?: Seller;
  /** The folder of the built dashboard; without one, none is served. */
  readonly dashboardFolder?: string;
  /** The folder of the guides; without one, none are served. */
  readonly docsFolder?: string;
  /** Where mail is handed over; without it, none is sent. */
  readonly mail?: MailSettings | null;
  /** Whom it tells what it does, and how long that takes. */
  readonly tracing?: Tracing;
  /** Whether it measures itself for Prometheus. */
  readonly metrics?: boolean;
  /** Who moves the money; an operator, unless told otherwise. */
  readonly payments?: PaymentSettings;
};

/** A host that is put together and not yet listening. */
export type Host = {
  readonly app: FastifyInstance;
  /** Tells Prometheus how it does, at a port of its own. */
  readonly metricsServer: FastifyInstance | undefined;
  /** Begins the work that follows no request. */
  readonly start: () => void;
  /** Goes on answering for as long at most, and sends those who are connected to other processes. */
  readonly drain: (atMostMs: number) => Promise<void>;
  /** Lets what is running end, and closes everything. */
  readonly close: () => Promise<void>;
};
