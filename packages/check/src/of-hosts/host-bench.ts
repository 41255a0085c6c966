import { addressOf, type HostEndpoint } from '@kontor/protocol';
import { verifyWebhook, webhookSignatureHeader } from '@kontor/signatures';
import { type Answer, type Exchange, send } from '../bench/exchange.ts';
import { cannotJudge, fail } from '../bench/outcome.ts';
import type { Customer, WantedResource } from './customer.ts';
import type { HostSubject, OwnIntegration } from './host-subject.ts';
import type { HostTokens } from './host-tokens.ts';
import { looked } from './looked.ts';
import type { PlayedProvider, Received } from './played-provider.ts';

/** An integration that is installed, as its provider knows it. */
export type Installed = {
  readonly label: string;
  readonly id: string;
  readonly integration: OwnIntegration;
  /** The call that opened it. */
  readonly upsert: Received;
};

/** A resource by both of its ids. */
export type Made = { readonly id: string; readonly storeId: string };

/** A connected resource that trials may read and change, if they leave it connected. */
export type Standing = Made & {
  readonly installed: Installed;
  readonly project: string;
  readonly connectionId: string;
};

/** A call of the provider as a trial wants it; what is left out is as a provider does it. */
export type ProviderCall = {
  readonly installed?: Installed;
  readonly params?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Instead of JSON made of `body`. */
  readonly form?: Readonly<Record<string, string>>;
  /** What stands behind `Bearer`; `null` sends nothing. */
  readonly credential?: string | null;
  /** In front of the path. */
  readonly below?: '/api';
};

export type HostBenchParts = {
  readonly subject: HostSubject;
  readonly provider: PlayedProvider;
  readonly customer: Customer;
  readonly tokens: HostTokens;
  readonly timeoutMs: number;
  readonly patienceMs: number;
  /** Told when something is waited for that the host does later. */
  readonly onWaiting: () => void;
  readonly onExchange: (done: Exchange) => void;
  readonly install: (label: string) => Promise<Installed>;
  readonly standing: () => Promise<Standing>;
};

/** What a trial of a host works with. */
export type HostBench = ReturnType<typeof createHostBench>;

export function createHostBench(parts: HostBenchParts) {
  const { subject, provider, customer, timeoutMs, patienceMs } = parts;

  const credentialOf = ({ id }: Installed) =>
    provider.state.installations.get(id)?.at(-1) ?? cannotJudge('It takes a credential.');

  /** Calls the host as the provider does. */
  const call = async (endpoint: HostEndpoint, given: ProviderCall = {}): Promise<Answer> => {
    const needsCredential = endpoint.access.kind === 'installation';
    const installed =
      given.installed ?? (needsCredential ? await parts.install('first') : undefined);
    const named = installed === undefined ? {} : { installationId: installed.id };
    const path = addressOf(endpoint, { params: { ...named, ...given.params } });
    const credential =
      given.credential === undefined && needsCredential && installed !== undefined
        ? credentialOf(installed)
        : given.credential;
    const { form, body, below = '' } = given;
    const done = await send(
      {
        operation: endpoint.id,
        method: endpoint.method,
        url: `${subject.url}${below}${path}`,
        headers: {
          ...(typeof credential === 'string' && { authorization: `Bearer ${credential}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(form !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
        },
        body: form === undefined ? textOf(body) : new URLSearchParams(form).toString(),
      },
      timeoutMs,
    );
    parts.onExchange(done);
    const answer = done.answer ?? fail(`${endpoint.method} ${path}: ${done.failure}.`);
    if (answer.status === 429) cannotJudge(`The host takes no more calls of ${endpoint.id} now.`);
    return answer;
  };

  const bench = {
    ...{ subject, provider, customer, call, credentialOf },
    tokens: parts.tokens,
    install: parts.install,
    standing: parts.standing,
    /** What is found before patience is over; undefined where nothing is. */
    eventually: <Found>(look: () => Found | undefined | Promise<Found | undefined>) =>
      looked({ patienceMs, onWaiting: parts.onWaiting }, look),
    /** Makes a resource; what needs one cannot be judged without. */
    provision: async (installed: Installed, wanted?: WantedResource): Promise<Made> => {
      const since = performance.now();
      const answer = await customer.provision(installed.id, installed.integration, wanted);
      const made = madeBy(answer);
      const asked = provider.calls('provisionResource', since).length;
      return made === undefined || asked === 0
        ? cannotJudge(`It takes a resource, and ${answer.asked} is answered with ${answer.status}.`)
        : made;
    },
    /** The signed webhooks of a type that came since then. */
    webhooks: (type: string, since: number) =>
      provider
        .calls('webhook', since)
        .filter(({ json }) => (json as { type?: unknown } | undefined)?.type === type),
    isSigned: ({ body, headers }: Received, { integration }: Installed): Promise<boolean> =>
      verifyWebhook(body, headers[webhookSignatureHeader], integration.clientSecret),
  };
  return bench;
}

function textOf(body: unknown): string | undefined {
  return body === undefined ? undefined : JSON.stringify(body);
}

/** Both ids of a resource, from the answer to whoever made it. */
export function madeBy({ status, json }: Answer): Made | undefined {
  const told = json as { store?: { id?: unknown; externalResourceId?: unknown } } | undefined;
  const { id: storeId, externalResourceId: id } = told?.store ?? {};
  if (status > 299 || typeof storeId !== 'string' || typeof id !== 'string' || id === '') return;
  return { id, storeId };
}
