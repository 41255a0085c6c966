import type { ProviderCheck } from '@kontor/protocol/kontor';
import { listProductPlans } from '@kontor/protocol/partner';
import { traceIdOf, traceparentOf } from '../http/trace.ts';
import type { TokenSource } from '../oidc/token-source.ts';
import type { OutcomeOf } from '../partner-api/call.ts';
import type { ProviderClient } from '../partner-api/provider-client.ts';
import { checkOf } from './check-of.ts';

export type CheckBasePorts = {
  readonly client: Pick<ProviderClient, 'call'>;
  readonly tokens: Pick<TokenSource, 'systemToken'>;
  readonly issuer: string;
};

export type CheckedIntegration = {
  readonly id: string;
  readonly baseUrl: string;
  /** The slug of one of its products, if it has any. */
  readonly product: string | undefined;
};

const TIMEOUT_MS = 10_000;

type Outcome = OutcomeOf<typeof listProductPlans>;
const of = checkOf('baseUrl');

/** Asks for plans as the host does, and then as somebody would who signs tokens with another key. */
export async function checkBase(
  { client, tokens, issuer }: CheckBasePorts,
  { id, baseUrl, product = 'none' }: CheckedIntegration,
): Promise<readonly ProviderCheck[]> {
  const token = await tokens.systemToken({
    integrationId: id,
    installationId: null,
    teamId: null,
  });
  const ask = (shown: string) =>
    client.call(listProductPlans, {
      integration: { id, baseUrl },
      params: { productSlug: product },
      query: { metadata: '{}' },
      token: shown,
      callerKind: 'system',
      traceparent: traceparentOf(traceIdOf(undefined)),
      timeoutMs: TIMEOUT_MS,
    });
  const asForger = await ask(forged(token));
  // last, because the last call is what is shown of the address
  const asHost = await ask(token);
  const isReached = asHost.kind !== 'not-sent' && !isSilent(asHost);
  return [
    reached(asHost),
    encrypted(baseUrl, asHost),
    ...(isReached
      ? [accepted(asHost, issuer), readable(asHost), refusesForged(asForger)]
      : (['token-accepted', 'plans-readable', 'forged-token-refused'] as const).map((each) =>
          of(each, 'not-tried', 'The base address does not answer.'),
        )),
  ];
}

/** The same token with a signature that no key has made. */
function forged(token: string): string {
  const at = token.lastIndexOf('.') + 1;
  return `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`;
}

function isSilent(outcome: Outcome): boolean {
  return outcome.kind === 'unknown' && (outcome.reason === 'timeout' || outcome.reason === 'cut');
}

function reached(outcome: Outcome): ProviderCheck {
  if (outcome.kind === 'not-sent')
    return of('reached', 'fails', outcome.message, howToReach(outcome));
  if (isSilent(outcome) && 'message' in outcome) {
    return of('reached', 'fails', outcome.message, 'Have your server answer within ten seconds.');
  }
  return of('reached', 'works', 'Your server answers.');
}

function howToReach({ reason }: Extract<Outcome, { kind: 'not-sent' }>): string {
  switch (reason) {
    case 'dns':
      return 'Look whether the name is spelled right and has an address in the public DNS.';
    case 'tls':
      return 'Serve a certificate that is valid for this name, with its whole chain.';
    case 'blocked_address':
      return 'Give an address in the public internet that begins with https://.';
    case 'connect':
      return 'Start your server, and let this host through whatever stands before it.';
    default:
      return 'Try again in a moment.';
  }
}

function encrypted(baseUrl: string, outcome: Outcome): ProviderCheck {
  if (new URL(baseUrl).protocol === 'http:') {
    const message = 'Calls go to it unencrypted, with their tokens.';
    return of(
      'encrypted',
      'unsure',
      message,
      'Serve it over https:// before anybody relies on it.',
    );
  }
  if (outcome.kind === 'not-sent') {
    return outcome.reason === 'tls'
      ? of('encrypted', 'fails', outcome.message, howToReach(outcome))
      : of('encrypted', 'not-tried', 'No connection was made.');
  }
  return of('encrypted', 'works', 'The certificate is valid.');
}

function accepted(outcome: Outcome, issuer: string): ProviderCheck {
  const keys = `Verify tokens with the keys that ${issuer}/.well-known/openid-configuration leads to, and take your client id as the audience.`;
  if (outcome.kind !== 'refused') {
    return outcome.kind === 'unknown'
      ? of('token-accepted', 'unsure', outcome.message, 'Look into the log of your server.')
      : of('token-accepted', 'works', 'Your server believes what this host signs.');
  }
  if (outcome.status === 401 || outcome.status === 403) {
    return of('token-accepted', 'fails', refusedWith(outcome), keys);
  }
  return of(
    'token-accepted',
    'unsure',
    refusedWith(outcome),
    'Answer GET /v1/products/{product}/plans for each product, also before anything is installed.',
  );
}

function readable(outcome: Outcome): ProviderCheck {
  if (outcome.kind === 'answered') {
    const { length } = outcome.body.plans;
    return of(
      'plans-readable',
      length === 0 ? 'unsure' : 'works',
      length === 1 ? 'It has one plan.' : `It has ${length} plans.`,
      length === 0 ? 'Without a plan, nobody can make a resource.' : null,
    );
  }
  if (outcome.kind === 'unreadable' || outcome.kind === 'unknown') {
    return of('plans-readable', 'fails', outcome.message, 'Compare the answer with docs/api.');
  }
  return of('plans-readable', 'not-tried', 'No plans were answered.');
}

function refusesForged(outcome: Outcome): ProviderCheck {
  if (outcome.kind === 'answered' || outcome.kind === 'unreadable') {
    return of(
      'forged-token-refused',
      'fails',
      'Your server answers to a token that this host did not sign, so it answers to anybody.',
      'Verify the signature of every token, and answer 401 where it is wrong.',
    );
  }
  if (outcome.kind !== 'refused') {
    const advice = 'Answer 401 where the signature of a token is wrong.';
    return of('forged-token-refused', 'unsure', outcome.message, advice);
  }
  if (outcome.status === 401 || outcome.status === 403) {
    return of('forged-token-refused', 'works', 'A token that others signed is refused.');
  }
  return of(
    'forged-token-refused',
    'unsure',
    refusedWith(outcome),
    'Look at the token before anything else, and answer 401 where it is wrong.',
  );
}

function refusedWith({ status, refusal }: Extract<Outcome, { kind: 'refused' }>): string {
  return `It refuses with ${status}: ${refusal.message}`;
}
