import { resolve } from 'node:path';
import { PLANS_KEPT_DAYS } from '../jobs/prune-state-plans.ts';
import type { MailSettings } from '../mail/smtp.ts';
import type { PaymentSettings } from '../payments/payments.ts';
import type { IdentityProviderSettings } from '../people/identity-provider.ts';
import { providerCallLimits } from '../postgres/provider-call-store.ts';
import { type Seller, sellerAt } from '../postgres/seller.ts';
import type { Config } from './config.ts';
import type { Values } from './settings.ts';

/** What the host is started with, where these values are set and go together. */
export function withDefaults(values: Values): Config {
  const port = values.KONTOR_PORT ?? 4680;
  const url = values.KONTOR_URL ?? `http://localhost:${port}`;
  return {
    host: values.KONTOR_HOST ?? '127.0.0.1',
    port,
    url,
    issuer: values.KONTOR_ISSUER ?? url,
    databaseUrl: values.DATABASE_URL ?? null,
    dataDirectory: values.KONTOR_DATA ?? resolve('.kontor'),
    signUp: values.KONTOR_SIGN_UP ?? 'first-person',
    listings: values.KONTOR_LISTINGS ?? 'open',
    testClocks: values.KONTOR_TEST_CLOCKS ?? 'operators',
    callsKeptDays: values.KONTOR_CALLS_KEPT_DAYS ?? providerCallLimits.keptDays,
    plansKeptDays: values.KONTOR_PLANS_KEPT_DAYS ?? PLANS_KEPT_DAYS,
    passwords: values.KONTOR_PASSWORDS ?? true,
    identityProvider: identityProviderIn(values),
    allowPrivateAddresses: values.KONTOR_ALLOW_PRIVATE_ADDRESSES ?? false,
    metrics:
      values.KONTOR_METRICS_PORT === undefined
        ? null
        : { host: values.KONTOR_METRICS_HOST ?? '127.0.0.1', port: values.KONTOR_METRICS_PORT },
    traces:
      values.KONTOR_TRACES_URL === undefined
        ? null
        : { url: values.KONTOR_TRACES_URL, share: values.KONTOR_TRACES_SHARE ?? 1 },
    logLevel: values.KONTOR_LOG_LEVEL ?? 'info',
    role: values.KONTOR_ROLE ?? 'all',
    answerWithinMs: values.KONTOR_ANSWER_WITHIN_MS ?? 25_000,
    drainSeconds: values.KONTOR_DRAIN_SECONDS ?? (values.DATABASE_URL === undefined ? 0 : 5),
    strictAnswers: values.KONTOR_STRICT_ANSWERS ?? false,
    rateLimits: values.KONTOR_RATE_LIMITS === undefined ? 1 : values.KONTOR_RATE_LIMITS,
    trustedProxies: values.KONTOR_TRUSTED_PROXIES ?? [],
    taxes: values.KONTOR_TAXES ?? null,
    payments: paymentsIn(values),
    mail: mailIn(values),
    secret: values.KONTOR_SECRET ?? null,
    seller: sellerIn(values, url),
  };
}

function identityProviderIn(values: Values): IdentityProviderSettings | null {
  const {
    KONTOR_OIDC_ISSUER: issuer,
    KONTOR_OIDC_CLIENT_ID: clientId,
    KONTOR_OIDC_CLIENT_SECRET: clientSecret,
    KONTOR_OIDC_ROLES_CLAIM: rolesClaim = null,
  } = values;
  if (issuer === undefined || clientId === undefined || clientSecret === undefined) return null;
  const operators = values.KONTOR_OIDC_OPERATORS ?? [];
  return {
    issuer,
    clientId,
    clientSecret,
    operators,
    rolesClaim,
    roles: values.KONTOR_OIDC_ROLES ?? {},
  };
}

function paymentsIn(values: Values): PaymentSettings {
  const {
    KONTOR_PAYMENTS: kind = 'manual',
    KONTOR_STRIPE_SECRET_KEY: secretKey,
    KONTOR_STRIPE_WEBHOOK_SECRET: webhookSecret,
    KONTOR_STRIPE_API: api = null,
  } = values;
  if (kind !== 'stripe') return { kind };
  // problemsTogether has told of what is missing
  return { kind, secretKey: secretKey ?? '', webhookSecret: webhookSecret ?? '', api };
}

function mailIn({ KONTOR_SMTP_URL: smtpUrl, KONTOR_MAIL_FROM: from }: Values): MailSettings | null {
  return smtpUrl === undefined || from === undefined ? null : { smtpUrl, from };
}

function sellerIn(values: Values, url: string): Seller {
  const { name } = sellerAt(url);
  return {
    name: values.KONTOR_SELLER_NAME ?? name,
    address: values.KONTOR_SELLER_ADDRESS ?? null,
    taxId: values.KONTOR_SELLER_TAX_ID ?? null,
    email: values.KONTOR_SELLER_EMAIL ?? null,
  };
}
