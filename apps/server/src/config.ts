import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { role } from '@kontor/protocol/vocabulary';
import * as z from 'zod';
import { PLANS_KEPT_DAYS } from './jobs/prune-state-plans.ts';
import type { MailSettings } from './mail/smtp.ts';
import { readTaxTable, type TaxTable } from './money/taxes.ts';
import type { PaymentSettings } from './payments/payments.ts';
import type { IdentityProviderSettings } from './people/identity-provider.ts';
import { providerCallLimits } from './postgres/provider-call-store.ts';
import { type Seller, sellerAt } from './postgres/seller.ts';
import type { TracingSettings } from './tracing/open-telemetry.ts';

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

/** The host cannot start as it is configured. Names every problem and never the value of a secret. */
export class ConfigError extends Error {
  override readonly name: string = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(['The configuration cannot be used:', ...problems.map((text) => `- ${text}`)].join('\n'));
    this.problems = problems;
  }
}

type Setting = {
  /** What it may be, to end the sentence "It must be …". */
  readonly allowed: string;
  readonly schema: z.ZodType<unknown, string>;
  /** Its value is never shown. */
  readonly isSecret?: true;
};

/** Every environment variable that the host reads. docs/configuration.md says what each is for. */
export const settings = {
  KONTOR_HOST: { allowed: 'the address of a network interface', schema: z.string().regex(/^\S+$/) },
  KONTOR_PORT: { allowed: 'a port from 1 to 65535', schema: wholeNumber(1, 65_535) },
  KONTOR_URL: {
    allowed: 'an address such as https://kontor.example.com, without a path',
    schema: z
      .string()
      .refine(isOrigin)
      .transform((text) => new URL(text).origin),
  },
  KONTOR_ISSUER: {
    allowed: 'an http or https address',
    schema: z.string().refine(isHttpAddress),
  },
  DATABASE_URL: {
    allowed: 'an address such as postgres://user:password@host:5432/database',
    schema: z.string().regex(/^postgres(?:ql)?:\/\/\S+$/),
    isSecret: true,
  },
  KONTOR_DATA: { allowed: 'a directory', schema: z.string().transform((path) => resolve(path)) },
  KONTOR_SIGN_UP: oneOf(['open', 'first-person']),
  KONTOR_LISTINGS: oneOf(['open', 'approved']),
  KONTOR_PASSWORDS: trueOrFalse(),
  KONTOR_OIDC_ISSUER: {
    allowed: 'an http or https address',
    schema: z.string().refine(isHttpAddress),
  },
  KONTOR_OIDC_CLIENT_ID: { allowed: 'a client id', schema: z.string().regex(/^\S+$/) },
  KONTOR_OIDC_CLIENT_SECRET: { allowed: 'a client secret', schema: z.string(), isSecret: true },
  KONTOR_OIDC_OPERATORS: { allowed: 'subjects with commas between them', schema: listOfText() },
  KONTOR_OIDC_ROLES_CLAIM: { allowed: 'the name of a claim', schema: z.string().regex(/^\S+$/) },
  KONTOR_OIDC_ROLES: {
    allowed: 'pairs such as admin=owner,dev=developer, with roles of Kontor behind the signs',
    schema: pairsOfRoles(),
  },
  KONTOR_ALLOW_PRIVATE_ADDRESSES: trueOrFalse(),
  KONTOR_METRICS_PORT: { allowed: 'a port from 1 to 65535', schema: wholeNumber(1, 65_535) },
  KONTOR_METRICS_HOST: {
    allowed: 'the address of a network interface',
    schema: z.string().regex(/^\S+$/),
  },
  KONTOR_TRACES_URL: {
    allowed: 'an http or https address such as http://collector:4318/v1/traces',
    schema: z.string().refine(isHttpAddress),
  },
  KONTOR_TRACES_SHARE: { allowed: 'a share from 0 to 1', schema: factor(0, 1) },
  KONTOR_LOG_LEVEL: oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
  KONTOR_ROLE: oneOf(['all', 'api', 'worker']),
  KONTOR_ANSWER_WITHIN_MS: {
    allowed: 'a number of milliseconds from 0 to 60000',
    schema: wholeNumber(0, 60_000),
  },
  KONTOR_DRAIN_SECONDS: {
    allowed: 'a number of seconds from 0 to 60',
    schema: wholeNumber(0, 60),
  },
  KONTOR_STRICT_ANSWERS: trueOrFalse(),
  KONTOR_RATE_LIMITS: {
    allowed: 'off, or a factor from 0.1 to 1000',
    schema: z.union([z.literal('off').transform(() => null), factor(0.1, 1000)]),
  },
  KONTOR_TRUSTED_PROXIES: {
    allowed: 'addresses and networks such as 10.0.0.7,fd00::/8, with commas between them',
    schema: listOfText().refine((named) => named.every(isNetwork)),
  },
  KONTOR_TAXES: {
    allowed:
      'rates such as *:VAT=19,AT:VAT=20/reverse,team_…:VAT=0, with a name and a percentage behind whom they are for',
    schema: z.string().transform((text, context) => {
      const table = readTaxTable(text);
      if (table === undefined) context.addIssue('is no table of taxes');
      return table ?? z.NEVER;
    }),
  },
  KONTOR_CALLS_KEPT_DAYS: {
    allowed: 'a number of days from 1 to 90',
    schema: wholeNumber(1, 90),
  },
  KONTOR_PLANS_KEPT_DAYS: {
    allowed: 'a number of days from 1 to 3650',
    schema: wholeNumber(1, 3650),
  },
  KONTOR_TEST_CLOCKS: oneOf(['owners', 'operators']),
  KONTOR_PAYMENTS: oneOf(['manual', 'test', 'stripe']),
  KONTOR_STRIPE_SECRET_KEY: {
    allowed: 'a secret or restricted key, which begins with sk_ or rk_',
    schema: z.string().regex(/^[sr]k_\S+$/),
    isSecret: true,
  },
  KONTOR_STRIPE_WEBHOOK_SECRET: {
    allowed: 'the signing secret of an endpoint, which begins with whsec_',
    schema: z.string().regex(/^whsec_\S+$/),
    isSecret: true,
  },
  KONTOR_STRIPE_API: {
    allowed: 'an address such as https://api.stripe.com, without a path',
    schema: z.string().refine(isOrigin),
  },
  KONTOR_SMTP_URL: {
    allowed: 'an address such as smtps://user:password@mail.example.com',
    schema: z.string().refine(isSmtpAddress),
    isSecret: true,
  },
  KONTOR_MAIL_FROM: {
    allowed: 'an e-mail address, or a name with one: Kontor <kontor@example.com>',
    schema: z.string().refine(isMailbox),
  },
  KONTOR_SECRET: { allowed: '32 characters or more', schema: z.string().min(32), isSecret: true },
  KONTOR_SELLER_NAME: { allowed: 'a name of at most 256 characters', schema: text(256) },
  KONTOR_SELLER_ADDRESS: {
    allowed: 'lines of an address with ; between them, at most 1024 characters together',
    schema: text(1024).transform(linesOf),
  },
  KONTOR_SELLER_TAX_ID: { allowed: 'at most 64 characters', schema: text(64) },
  KONTOR_SELLER_EMAIL: { allowed: 'an e-mail address', schema: z.email() },
} as const satisfies Record<string, Setting>;
type Name = keyof typeof settings;
type Values = { readonly [Key in Name]?: z.output<(typeof settings)[Key]['schema']> };

/** Variables of Kontor's other programs, which may stand in the same environment. */
const OTHER_PROGRAMS = [
  'KONTOR_HOST_URL',
  'KONTOR_TOKEN',
  'KONTOR_TEAM',
  'KONTOR_COMPLETION_SECONDS',
  'KONTOR_PROVIDER_PORT',
  'KONTOR_CLIENT_ID',
  'KONTOR_CLIENT_SECRET',
];

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the environment once, at start. A variable that is empty counts as not set.
 *
 * Throws a {@link ConfigError} that tells everything that is wrong.
 */
// biome-ignore lint/style/noProcessEnv: this is where the environment is read
export function readConfig(environment: Environment = process.env): Config {
  const problems = unknownNames(environment);
  const values = readValues(environment, problems);
  if (values.KONTOR_ROLE && values.KONTOR_ROLE !== 'all' && values.DATABASE_URL === undefined) {
    problems.push(
      `KONTOR_ROLE is ${values.KONTOR_ROLE}, and several processes need a database that all of them reach: set DATABASE_URL.`,
    );
  }
  problems.push(
    ...problemsOfSignIn(values),
    ...problemsOfStripe(values),
    ...problemsOfMail(values),
    ...problemsOfMetrics(values),
    ...problemsOfTraces(values),
  );
  if (problems.length > 0) throw new ConfigError(problems);
  return withDefaults(values);
}

/** A setting as an operator is shown it: never the value of a secret. */
export type ShownSetting = {
  readonly name: string;
  /** As it was written; null where it is not set, or is a secret. */
  readonly value: string | null;
  readonly isSet: boolean;
  readonly isSecret: boolean;
  readonly allowed: string;
};

/** Every setting as this process was started with it. */
// biome-ignore lint/style/noProcessEnv: this is where the environment is read
export function shownSettings(environment: Environment = process.env): readonly ShownSetting[] {
  return Object.entries<Setting>(settings).map(([name, { allowed, isSecret = false }]) => {
    const text = environment[name] ?? '';
    // an address may hold a password, also where none belongs
    const value = text === '' || isSecret ? null : text.replace(/\/\/[^/\s]*@/, '//…@');
    return { name, value, isSet: text !== '', isSecret, allowed };
  });
}

function withDefaults(values: Values): Config {
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

const OIDC = ['KONTOR_OIDC_ISSUER', 'KONTOR_OIDC_CLIENT_ID', 'KONTOR_OIDC_CLIENT_SECRET'] as const;

/** An identity provider is named by three settings together, and is needed where nobody has a password. */
function problemsOfSignIn(values: Values): readonly string[] {
  const missing = OIDC.filter((name) => values[name] === undefined);
  if (missing.length > 0 && missing.length < OIDC.length) {
    return [`${missing.join(' and ')} must be set too: ${OIDC.join(', ')} belong together.`];
  }
  if (missing.length > 0 && values.KONTOR_PASSWORDS === false) {
    return ['KONTOR_PASSWORDS is false, and nobody could sign in: set KONTOR_OIDC_ISSUER.'];
  }
  return [];
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

const STRIPE = ['KONTOR_STRIPE_SECRET_KEY', 'KONTOR_STRIPE_WEBHOOK_SECRET'] as const;

/** Stripe needs a key, and the secret without which its news could be anybody's. */
function problemsOfStripe(values: Values): readonly string[] {
  if (values.KONTOR_PAYMENTS !== 'stripe') return [];
  return STRIPE.filter((name) => values[name] === undefined).map(
    (name) => `${name} must be set, because KONTOR_PAYMENTS is stripe.`,
  );
}

function paymentsIn(values: Values): PaymentSettings {
  const {
    KONTOR_PAYMENTS: kind = 'manual',
    KONTOR_STRIPE_SECRET_KEY: secretKey,
    KONTOR_STRIPE_WEBHOOK_SECRET: webhookSecret,
    KONTOR_STRIPE_API: api = null,
  } = values;
  if (kind !== 'stripe') return { kind };
  // problemsOfStripe has told of what is missing
  return { kind, secretKey: secretKey ?? '', webhookSecret: webhookSecret ?? '', api };
}

/** A server takes no mail that is from nobody, and a sender without a server reaches nobody. */
function problemsOfMail({ KONTOR_SMTP_URL: url, KONTOR_MAIL_FROM: from }: Values) {
  if ((url === undefined) === (from === undefined)) return [];
  const missing = url === undefined ? 'KONTOR_SMTP_URL' : 'KONTOR_MAIL_FROM';
  return [`${missing} must be set too: KONTOR_SMTP_URL and KONTOR_MAIL_FROM belong together.`];
}

function problemsOfMetrics({ KONTOR_METRICS_PORT: port, KONTOR_METRICS_HOST: host }: Values) {
  if (host === undefined || port !== undefined) return [];
  return ['KONTOR_METRICS_PORT must be set too: without it nothing is measured.'];
}

function problemsOfTraces({ KONTOR_TRACES_URL: url, KONTOR_TRACES_SHARE: share }: Values) {
  if (share === undefined || url !== undefined) return [];
  return ['KONTOR_TRACES_URL must be set too: without it nothing is traced.'];
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

/** The values that are set and good; what is wrong with the others is added to `problems`. */
function readValues(environment: Environment, problems: string[]): Values {
  const values: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries<Setting>(settings)) {
    const text = environment[name];
    if (text === undefined || text === '') continue;
    const parsed = setting.schema.safeParse(text);
    if (parsed.success) values[name] = parsed.data;
    else problems.push(wrongValue(name, text, setting));
  }
  return values as Values;
}

function wrongValue(name: string, text: string, { allowed, isSecret }: Setting): string {
  const given = isSecret ? `The value of ${name} cannot be used` : `${name} is '${text}'`;
  return `${given}. It must be ${allowed}.`;
}

function unknownNames(environment: Environment): string[] {
  const known = [...Object.keys(settings), ...OTHER_PROGRAMS];
  return Object.keys(environment)
    .filter((name) => name.startsWith('KONTOR_') && !known.includes(name))
    .map((name) => `${name} is not a setting. There are ${Object.keys(settings).join(', ')}.`);
}

function oneOf<const Words extends readonly [string, ...string[]]>(words: Words) {
  const last = words.at(-1);
  const allowed = `${words.slice(0, -1).join(', ')} or ${last}`;
  return { allowed, schema: z.enum(words) };
}

function trueOrFalse() {
  const schema = z.enum(['true', 'false']).transform((text) => text === 'true');
  return { allowed: 'true or false', schema };
}

function wholeNumber(least: number, most: number) {
  return z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .refine((value) => value >= least && value <= most);
}

function factor(least: number, most: number) {
  return z
    .string()
    .regex(/^\d{1,6}(\.\d{1,3})?$/)
    .transform(Number)
    .refine((value) => value >= least && value <= most);
}

function text(most: number) {
  return z.string().trim().min(1).max(most);
}

function linesOf(value: string): string {
  return value
    .split(';')
    .map((line) => line.trim())
    .join('\n');
}

function listOfText() {
  return z.string().transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  );
}

/** What the platform calls a role, and which one it is here. */
function pairsOfRoles() {
  return z
    .string()
    .transform((text) => text.split(',').map((pair) => pair.trim().split('=')))
    .pipe(z.array(z.tuple([z.string().min(1), role])))
    .transform((pairs) => Object.fromEntries(pairs));
}

/** An address, or a network as an address with the number of bits that count. */
function isNetwork(named: string): boolean {
  const [address = '', bits, ...more] = named.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  return (
    bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128))
  );
}

function isHttpAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function isOrigin(text: string): boolean {
  if (!isHttpAddress(text)) return false;
  const { pathname, search, hash, username } = new URL(text);
  return pathname === '/' && search === '' && hash === '' && username === '';
}

function isSmtpAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return /^smtps?:$/.test(protocol) && hostname !== '';
}

/** An address alone, or behind a name in angle brackets. */
function isMailbox(text: string): boolean {
  const address = /^[^<>"\r\n]*<([^<>]+)>$/.exec(text)?.[1] ?? text;
  return z.email().safeParse(address).success;
}
