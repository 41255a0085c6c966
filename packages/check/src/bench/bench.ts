import { randomUUID } from 'node:crypto';
import type { BillingPlan, CallerKind, Metadata, PartnerEndpoint } from '@kontor/protocol';
import { addressOf } from '@kontor/protocol';
import {
  listProductPlans,
  type ProvisionedResource,
  provisionedResource,
  provisionResource,
  upsertInstallation,
} from '@kontor/protocol/partner';
import type { Installation } from '../host/installation.ts';
import type { PlayedHost } from '../host/play-host.ts';
import type { Ability, Subject } from '../subject.ts';
import { type Answer, type Exchange, type Request, send } from './exchange.ts';
import { valuesFor } from './form-values.ts';
import { cannotJudge, fail } from './outcome.ts';

/** A call as a trial wants it; what is left out is as a host does it. */
export type Given = {
  readonly installation?: Installation | undefined;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Instead of JSON made of `body`. */
  readonly text?: string;
  /** `null` sends none. */
  readonly key?: string | null;
  readonly as?: CallerKind;
  /** What stands behind `Bearer`. */
  readonly token?: string;
  /** The whole header; `null` sends none. */
  readonly authorization?: string | null;
  /** What `X-Vercel-Auth` says; `null` sends none. */
  readonly auth?: CallerKind | null;
};

export type BenchParts = {
  readonly subject: Subject;
  readonly host: PlayedHost;
  readonly timeoutMs: number;
  /** How long something that the provider does later is waited for. */
  readonly patienceMs: number;
  readonly elapse: (milliseconds: number) => Promise<void>;
  /** Everything that was sent so far, by any trial. */
  readonly sent: Exchange[];
  /** Told of each installation that is opened at the provider. */
  readonly onOpened: (installation: Installation) => void;
  readonly standing: () => Promise<Standing>;
  readonly abilities: ReadonlySet<Ability>;
};

/** An installation with a resource, for trials that leave both as they are. */
export type Standing = {
  readonly installation: Installation;
  readonly resource: ProvisionedResource;
};

/** What a trial works with. */
export type Bench = ReturnType<typeof createBench>;

export function createBench(parts: BenchParts, trail: Exchange[]) {
  const { subject, host, timeoutMs } = parts;
  const [product = cannotJudge('The registration names no product.')] = subject.products;
  const metadata = valuesFor(product);

  const requestOf = async (endpoint: PartnerEndpoint, given: Given): Promise<Request> => {
    const { installation, params, query, key = randomUUID(), as = endpoint.callers[0] } = given;
    const named = installation === undefined ? {} : { installationId: installation.id };
    const path = addressOf(endpoint, { params: { ...named, ...params }, query });
    const {
      auth = as,
      token = given.authorization === undefined ? await tokenFor(as, given) : '',
    } = given;
    const authorization =
      given.authorization === undefined ? `Bearer ${token}` : given.authorization;
    const body = given.text ?? (given.body === undefined ? undefined : JSON.stringify(given.body));
    return {
      operation: endpoint.id,
      method: endpoint.method,
      url: `${subject.baseUrl.replace(/\/$/, '')}${path}`,
      headers: {
        ...(authorization !== null && { authorization }),
        ...(auth !== null && { 'x-vercel-auth': auth }),
        ...(endpoint.idempotencyKey && key !== null && { 'idempotency-key': key }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      body,
    };
  };

  const exchange = async (request: Request): Promise<Exchange> => {
    const done = await send(request, timeoutMs);
    trail.push(done);
    parts.sent.push(done);
    return done;
  };

  const fetchAnswer = async (request: Request): Promise<Answer> => {
    const { answer, failure } = await exchange(request);
    return answer ?? fail(`${request.method} ${new URL(request.url).pathname}: ${failure}.`);
  };

  const call = async (endpoint: PartnerEndpoint, given: Given): Promise<Answer> =>
    fetchAnswer(await requestOf(endpoint, given));

  const bench = {
    subject,
    product,
    metadata,
    host,
    elapse: parts.elapse,
    patienceMs: parts.patienceMs,
    sent: parts.sent as readonly Exchange[],
    standing: parts.standing,
    has: (ability: Ability) => parts.abilities.has(ability),
    requestOf,
    fetchAnswer,
    /** Calls the provider as a host does, but for what is given. */
    call,
    /** What the host says when a team installs. */
    installing: (installation: Installation) => ({
      scopes: ['read-write:integration-resource'],
      acceptedPolicies: { toc: '2026-01-05T10:00:00.000Z', eula: '2026-01-05T10:00:00.000Z' },
      credentials: {
        access_token: installation.credentials.at(-1) ?? '',
        token_type: 'Bearer',
      },
      account: {
        name: 'Kontor check',
        url: `${host.url}/installations/${installation.id}`,
        contact: { email: installation.admin.email, name: installation.admin.name },
      },
    }),
    /** An installation that the provider does not know yet. */
    open: (): Installation => {
      const installation = host.open();
      parts.onOpened(installation);
      return installation;
    },
    upsert: (installation: Installation, given: Given = {}) =>
      call(upsertInstallation, { installation, body: bench.installing(installation), ...given }),
    /** Opens an installation; what needs one cannot be judged without. */
    install: async (): Promise<Installation> => {
      const installation = bench.open();
      const { status } = await bench.upsert(installation);
      if (status < 200 || status > 299) {
        cannotJudge(`It takes an installation, and opening one is answered with ${status}.`);
      }
      return installation;
    },
    /** The plans that are offered for the product. */
    plans: async (): Promise<readonly BillingPlan[]> => {
      const answer = await call(listProductPlans, {
        params: { productSlug: product.slug },
        query: { metadata: JSON.stringify(metadata) },
        token: await host.tokens.sign(host.tokens.ofNobody()),
      });
      const listed = listProductPlans.responses[200].safeParse(answer.json);
      return answer.status === 200 && listed.success ? listed.data.plans : [];
    },
    /** The plan that resources are made under. */
    planId: async (): Promise<string> => {
      if (product.billingPlanId !== undefined) return product.billingPlanId;
      const offered = (await bench.plans()).filter(({ disabled }) => disabled !== true);
      const free = offered.find(({ paymentMethodRequired }) => paymentMethodRequired === false);
      const [first] = offered;
      return (free ?? first)?.id ?? cannotJudge('It takes a plan, and none is offered.');
    },
    provisioning: async (wanted: Wanted = {}) => ({
      productId: product.slug,
      name: wanted.name ?? 'kontor-check',
      metadata: wanted.metadata ?? metadata,
      billingPlanId: wanted.billingPlanId ?? (await bench.planId()),
    }),
    /** Asks for a resource, whatever comes back. */
    askForResource: async (
      installation: Installation,
      { wanted, ...given }: Given & { readonly wanted?: Wanted } = {},
    ) => {
      const answer = await call(provisionResource, {
        installation,
        ...given,
        body: given.body ?? (await bench.provisioning(wanted)),
      });
      noteResource(installation, answer);
      return answer;
    },
    /** Makes a resource; what needs one cannot be judged without. */
    provision: async (installation: Installation, wanted?: Wanted) => {
      const answer = await bench.askForResource(installation, wanted && { wanted });
      const made = provisionedResource.safeParse(answer.json);
      return made.success && answer.status < 300
        ? made.data
        : cannotJudge(`It takes a resource, and provisioning is answered with ${answer.status}.`);
    },
  };
  return bench;

  function noteResource(installation: Installation, { json }: Answer): void {
    const made = provisionedResource.safeParse(json);
    if (!made.success) return;
    const { id, name, productId = product.slug, billingPlan } = made.data;
    installation.resources.set(id, { name, productId, billingPlanId: billingPlan?.id ?? '' });
  }

  async function tokenFor(as: CallerKind, { installation }: Given): Promise<string> {
    const { tokens } = host;
    return tokens.sign(
      installation === undefined ? tokens.ofNobody() : tokens.of(as, installation),
    );
  }
}

export type Wanted = {
  readonly name?: string;
  readonly metadata?: Metadata;
  readonly billingPlanId?: string;
};
