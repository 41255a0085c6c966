import { resolve } from 'node:path';
import * as z from 'zod';
import { readTaxTable } from '../money/taxes.ts';
import {
  factor,
  isHttpAddress,
  isMailbox,
  isNetwork,
  isOrigin,
  isSmtpAddress,
  linesOf,
  listOfText,
  oneOf,
  pairsOfRoles,
  text,
  trueOrFalse,
  wholeNumber,
} from './kinds.ts';

export type Setting = {
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
/** The values of the settings that are set. */
export type Values = { readonly [Key in Name]?: z.output<(typeof settings)[Key]['schema']> };
