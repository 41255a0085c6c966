import type { Values } from './settings.ts';

/** What is wrong with settings that are each fine and do not go together. */
export function problemsTogether(values: Values): readonly string[] {
  return [
    ...problemsOfRole(values),
    ...problemsOfSignIn(values),
    ...problemsOfStripe(values),
    ...problemsOfMail(values),
    ...problemsOfMetrics(values),
    ...problemsOfTraces(values),
  ];
}

function problemsOfRole({ KONTOR_ROLE: role, DATABASE_URL: url }: Values): readonly string[] {
  if (role === undefined || role === 'all' || url !== undefined) return [];
  return [
    `KONTOR_ROLE is ${role}, and several processes need a database that all of them reach: set DATABASE_URL.`,
  ];
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

const STRIPE = ['KONTOR_STRIPE_SECRET_KEY', 'KONTOR_STRIPE_WEBHOOK_SECRET'] as const;

/** Stripe needs a key, and the secret without which its news could be anybody's. */
function problemsOfStripe(values: Values): readonly string[] {
  if (values.KONTOR_PAYMENTS !== 'stripe') return [];
  return STRIPE.filter((name) => values[name] === undefined).map(
    (name) => `${name} must be set, because KONTOR_PAYMENTS is stripe.`,
  );
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
