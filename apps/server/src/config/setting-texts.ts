import type { settings } from './settings.ts';

type Texts = {
  /** What holds where it is not set, in Markdown. */
  readonly byDefault: string;
  /** What it is for, in Markdown. */
  readonly means: string;
};

/** What people read of each setting: in docs/configuration.md, and in the dashboard of an operator. */
export const settingTexts: Readonly<Record<keyof typeof settings, Texts>> = {
  KONTOR_HOST: {
    byDefault: '`127.0.0.1`',
    means:
      'Where the host listens. `0.0.0.0` listens on every interface: do that behind a reverse proxy, and name that in `KONTOR_TRUSTED_PROXIES`.',
  },
  KONTOR_PORT: {
    byDefault: '`4680`',
    means: 'The port that it listens on.',
  },
  KONTOR_URL: {
    byDefault: '`http://localhost:<KONTOR_PORT>`',
    means:
      'The address under which people and providers reach the host. With `https`, cookies are sent over `https` only. Pages of this address, and of no other, may use a session to change something.',
  },
  KONTOR_ISSUER: {
    byDefault: 'the value of `KONTOR_URL`',
    means:
      "The issuer (`iss`) of the tokens that the host signs for providers, character by character. Providers that were made for another host may expect that host's issuer.",
  },
  DATABASE_URL: {
    byDefault: 'the embedded database',
    means:
      'A PostgreSQL of version 15 or newer. Without it, the host runs one of its own in the data directory.',
  },
  KONTOR_DATA: {
    byDefault: '`./.kontor`',
    means:
      "The data directory: the keyring and the embedded database. The keyring opens every secret in the database, so keep a copy of it, apart from the database's.",
  },
  KONTOR_SIGN_UP: {
    byDefault: '`first-person`',
    means: 'Who may make an account: anybody, or only the first person, who becomes the operator.',
  },
  KONTOR_LISTINGS: {
    byDefault: '`open`',
    means:
      'What brings an integration into the catalogue: its provider alone, by submitting it, or an operator, who approves what was submitted. What an operator has taken out needs one to come back in either case.',
  },
  KONTOR_PASSWORDS: {
    byDefault: '`true`',
    means:
      'Whether people sign in and up with passwords. Where it is false, they arrive from the identity provider alone.',
  },
  KONTOR_OIDC_ISSUER: {
    byDefault: 'no identity provider',
    means:
      "The issuer of the identity provider, usually the platform's, that people arrive from signed in; exactly what its discovery document says. The redirect address to register there is `<KONTOR_URL>/kontor/v1/auth/callback/platform`.",
  },
  KONTOR_OIDC_CLIENT_ID: {
    byDefault: 'none',
    means: 'What this host is called at the identity provider. Belongs to `KONTOR_OIDC_ISSUER`.',
  },
  KONTOR_OIDC_CLIENT_SECRET: {
    byDefault: 'none',
    means: 'The secret of that client. Belongs to `KONTOR_OIDC_ISSUER`.',
  },
  KONTOR_OIDC_OPERATORS: {
    byDefault: 'nobody',
    means:
      'The subjects (`sub`) of those who run this host: they become operators when they arrive.',
  },
  KONTOR_OIDC_ROLES_CLAIM: {
    byDefault: 'no claim is read',
    means:
      "A claim of the identity token with an object of the platform's own team ids and the person's role in each. Whoever arrives is put into those teams of a service that signs people in, with that role.",
  },
  KONTOR_OIDC_ROLES: {
    byDefault: 'roles are called as here',
    means:
      "What the platform's roles in that claim are here. A role that is not named, and is none of Kontor's, counts for nothing.",
  },
  KONTOR_ALLOW_PRIVATE_ADDRESSES: {
    byDefault: '`false`',
    means:
      'Whether integrations may have addresses inside the own network. Needed to develop a provider on the same machine; anywhere else it opens the network to whoever may publish an integration.',
  },
  KONTOR_METRICS_PORT: {
    byDefault: 'nothing is measured',
    means:
      'Where Prometheus finds `/metrics` ([operations.md](operations.md)). It asks for no credential, so it is a port of its own.',
  },
  KONTOR_METRICS_HOST: {
    byDefault: '`127.0.0.1`',
    means:
      'Where that port listens; give it one of the own network where Prometheus is on another machine.',
  },
  KONTOR_LOG_LEVEL: {
    byDefault: '`info`',
    means:
      'What is logged: this and everything graver. `debug` adds each request, attempt of an operation and call of a provider.',
  },
  KONTOR_ROLE: {
    byDefault: '`all`',
    means:
      'What this process does: answer requests, do the work behind them, or both. Several processes need a `DATABASE_URL`.',
  },
  KONTOR_ANSWER_WITHIN_MS: {
    byDefault: '`25000`',
    means:
      'How long a request waits for the provider. After that it is answered with the running operation, which goes on.',
  },
  KONTOR_STRICT_ANSWERS: {
    byDefault: '`false`',
    means:
      'Whether an answer that is not as the API describes it becomes an error. Helps while developing; otherwise it is sent and logged.',
  },
  KONTOR_RATE_LIMITS: {
    byDefault: '`1`',
    means:
      "What the limits on calls are multiplied with: `2` allows twice as many, `off` counts nothing. The limit of each call stands in the API's description. Where the protocol states no number, it is this host's choice: 300 calls a minute from one network address at `/v2/oauth/access_token`, `/v1/integrations/sso/token` and each of `/oauth2/authorize`, `/oauth2/token` and `/oauth2/userinfo`, and 60 tokens a minute that a person makes.",
  },
  KONTOR_TRUSTED_PROXIES: {
    byDefault: 'nobody is',
    means:
      'The reverse proxies before the host. Only their word (`X-Forwarded-For`) is believed about which address a request came from. Name them wherever there is one: otherwise everybody behind it has its address, and limits per address hold for all of them together.',
  },
  KONTOR_TAXES: {
    byDefault: 'no taxes',
    means:
      'What teams pay on top of what providers bill: `*` is every team, two letters those whose billing address is in that country, and a team that is named pays what it is named with alone; the closest one holds. With `/reverse` a team of that country that has said a tax number pays none, and its invoice says *reverse charge*. An invoice keeps the taxes that held when it was submitted.',
  },
  KONTOR_CALLS_KEPT_DAYS: {
    byDefault: '`7`',
    means:
      'How long requests between the host and providers are kept for those who look them up, with secrets cut out; of one integration the newest 10,000 at most.',
  },
  KONTOR_TEST_CLOCKS: {
    byDefault: '`operators`',
    means:
      'Who may put a team on a test clock: every owner of it, or only one who is an operator of this host too. A team whose clock stands still is not billed, so leave it where real money is asked for.',
  },
  KONTOR_PAYMENTS: {
    byDefault: '`manual`',
    means:
      'Who moves the money: an operator, who says what became of each invoice, a test bank that does as its payment methods say and moves none, or Stripe (`docs/payments.md`).',
  },
  KONTOR_STRIPE_SECRET_KEY: {
    byDefault: 'none',
    means: 'The key of the account at Stripe. Needed where `KONTOR_PAYMENTS` is `stripe`.',
  },
  KONTOR_STRIPE_WEBHOOK_SECRET: {
    byDefault: 'none',
    means:
      'What Stripe signs its events with, which it sends to `<KONTOR_URL>/kontor/v1/payments/stripe/events`. Needed where `KONTOR_PAYMENTS` is `stripe`.',
  },
  KONTOR_STRIPE_API: {
    byDefault: "Stripe's own",
    means: "Where Stripe's API is, for tests.",
  },
  KONTOR_SMTP_URL: {
    byDefault: 'no mail is sent',
    means:
      'Where mail is handed over: `smtps` speaks TLS from the first byte, `smtp` as soon as the server offers it. Without it, whoever makes a link, such as an invitation, hands it over ([mail.md](mail.md)). Belongs to `KONTOR_MAIL_FROM`.',
  },
  KONTOR_MAIL_FROM: {
    byDefault: 'none',
    means: 'Whom mail is from. Belongs to `KONTOR_SMTP_URL`.',
  },
  KONTOR_SECRET: {
    byDefault: 'one that is made once and kept',
    means: 'Signs session cookies. Another value signs everybody out.',
  },
  KONTOR_SELLER_NAME: {
    byDefault: 'the host of `KONTOR_URL`',
    means:
      "Who sells, as it stands on documents of invoices: the operator's company. An invoice keeps the seller that it was sent under.",
  },
  KONTOR_SELLER_ADDRESS: {
    byDefault: 'none',
    means: "The seller's address.",
  },
  KONTOR_SELLER_TAX_ID: {
    byDefault: 'none',
    means: "The seller's tax id, such as a VAT number.",
  },
  KONTOR_SELLER_EMAIL: {
    byDefault: 'none',
    means: 'Whom to write to about an invoice.',
  },
  KONTOR_TRACES_URL: {
    byDefault: 'nothing is traced',
    means:
      'Where a collector of OpenTelemetry takes traces by OTLP over HTTP ([operations.md](operations.md)).',
  },
  KONTOR_TRACES_SHARE: {
    byDefault: '`1`',
    means: "Which part of all traces is kept. It depends on the trace's id alone.",
  },
  KONTOR_DRAIN_SECONDS: {
    byDefault: '`5` with `DATABASE_URL`, otherwise `0`',
    means:
      'How long at most a process that is told to end goes on answering, so that load balancers and clients find another one ([operations.md](operations.md)). It ends sooner once nobody is connected.',
  },
  KONTOR_PLANS_KEPT_DAYS: {
    byDefault: '`90`',
    means:
      'How long plans of desired states are kept after they were applied, have failed or could not be applied any more ([desired-state.md](desired-state.md)). What they made stays known.',
  },
};
