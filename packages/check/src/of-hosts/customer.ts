import { createHash, randomBytes } from 'node:crypto';
import { addressOf, type HostEndpoint } from '@kontor/protocol';
import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { restEndpoints as r } from '@kontor/protocol/rest';
import * as z from 'zod';
import type { Answer, Exchange } from '../bench/exchange.ts';
import { send } from '../bench/exchange.ts';
import { cannotJudge, fail } from '../bench/outcome.ts';
import type { HostSubject, OwnIntegration } from './host-subject.ts';
import { MAX_DELAY_HOURS, rightMetadata, soldForm } from './plans-and-forms.ts';

type Asked = {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
};

export type WantedResource = {
  readonly name?: string;
  readonly metadata?: unknown;
  readonly billingPlanId?: string;
};

type OutputOf<Schema> = Schema extends z.ZodType ? z.output<Schema> : never;
type SuccessOf<E extends HostEndpoint> = OutputOf<
  E['responses'][keyof E['responses'] & (200 | 201)]
>;

const named = z.object({ id: z.string().min(1) });
const pulled = z.object({ env: z.record(z.string(), z.string()) });

/** A team of the host, as the judge plays it. */
export type Customer = ReturnType<typeof createCustomer>;

export const PRODUCT = 'check';

/**
 * Does what a customer does. Wherever the protocol has an address for it that is taken, which any host
 * has; the rest goes through the public API of Kontor, and is not judged at another host.
 */
export function createCustomer(
  { url, token, team, integration: own }: HostSubject,
  { timeoutMs, onExchange }: { readonly timeoutMs: number; onExchange: (done: Exchange) => void },
) {
  const scope = { slug: team };

  const ask = async (endpoint: HostEndpoint, { params, query, body }: Asked = {}) => {
    const isOfProtocol = !endpoint.path.startsWith('/kontor/');
    const path = addressOf(endpoint, {
      params: { team, ...params },
      query: { ...(isOfProtocol && scope), ...query },
    });
    const done = await send(
      {
        operation: endpoint.id,
        method: endpoint.method,
        url: `${url}${path}`,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        body: body === undefined ? undefined : JSON.stringify(body),
      },
      timeoutMs,
    );
    onExchange(done);
    return done.answer ?? fail(`${endpoint.method} ${path}: ${done.failure}.`);
  };

  /** The body of a success; whatever needs it cannot be judged without. */
  const need = async <E extends HostEndpoint>(
    endpoint: E,
    asked: Asked,
    what: string,
  ): Promise<SuccessOf<E>> =>
    needPart(endpoint, asked, [what, endpoint.responses]) as Promise<SuccessOf<E>>;

  /**
   * The part of a success that is looked at. What else a host shows of what is its platform's is no
   * matter of a provider, and may be otherwise.
   */
  const needPart = async <Schema extends z.ZodType>(
    endpoint: HostEndpoint,
    asked: Asked,
    [what, part]: readonly [what: string, part: Schema | HostEndpoint['responses']],
  ): Promise<z.output<Schema>> => {
    const answer = await ask(endpoint, asked);
    const schema = part instanceof z.ZodType ? part : part[answer.status];
    if (answer.status < 300 && schema != null) {
      const read = schema.safeParse(answer.json);
      if (read.success) return read.data as z.output<Schema>;
    }
    return cannotJudge(
      `${what}, and ${answer.asked} is answered with ${answer.status}${saidIn(answer)}.`,
    );
  };

  const kontor = { isSpoken: undefined as Promise<boolean> | undefined };
  const speaksKontor = (): Promise<boolean> => {
    kontor.isSpoken ??= ask(k.getHost).then(({ status }) => status === 200);
    return kontor.isSpoken;
  };
  const needKontor = async (what: string): Promise<void> => {
    if (!(await speaksKontor())) cannotJudge(`The protocol has no call for a customer to ${what}.`);
  };

  return {
    ask,
    speaksKontor,
    /** Id of the team, which no provider may learn. */
    teamId: async (): Promise<string> => {
      const { id } = await need(r.getRestTeam, {}, 'It takes a team');
      return id;
    },
    /** An integration whose server is there; the one that was there before where there was one. */
    register: async (label: string, baseUrl: string): Promise<OwnIntegration> => {
      if (own !== undefined) {
        return label === 'first' ? own : cannotJudge('It takes a second integration.');
      }
      await needKontor('register an integration');
      const hash = createHash('sha256').update(team).digest('hex').slice(0, 8);
      const slug = `kontor-check-${hash}-${label}`;
      const addresses = {
        ...{ baseUrl, webhookUrl: `${baseUrl}/webhooks`, redirectLoginUrl: `${baseUrl}/sign-in` },
      };
      const registering = 'It takes an integration';
      const { integrations } = await need(k.listIntegrations, {}, registering);
      const known = integrations.find((each) => each.slug === slug);
      const params = { integration: slug };
      if (known !== undefined) {
        await need(k.updateIntegration, { params, body: addresses }, registering);
      }
      const body = {
        ...{ ...addresses, slug, name: slug, developer: 'Kontor check' },
        ...{ shortDescription: 'Judges this host', category: 'Tests' },
        contactEmail: 'judge@kontor-check.test',
      };
      const { integration, clientSecret } =
        known === undefined
          ? await need(k.createIntegration, { body }, registering)
          : await need(k.rotateClientSecret, { params }, registering);
      const product = {
        name: 'Check',
        metadataSchema: soldForm,
        capabilities: { secretRotation: { maxDelayHours: MAX_DELAY_HOURS } },
      };
      await need(
        k.putProduct,
        { params: { ...params, product: PRODUCT }, body: product },
        registering,
      );
      return { slug, productSlug: PRODUCT, clientId: integration.id, clientSecret };
    },
    /** Ids of what the team has of it already, left by a run that was cut off. */
    installedBefore: async (slug: string): Promise<readonly string[]> => {
      if (!(await speaksKontor())) return [];
      const { installations } = await need(k.listInstallations, {}, 'It takes a team');
      return installations.filter((each) => each.integration.slug === slug).map(({ id }) => id);
    },
    /** Installs as a rehearsal where the host has such; what comes of it is seen at the provider. */
    install: async (slug: string): Promise<Answer> =>
      (await speaksKontor())
        ? ask(k.install, { body: { integration: slug, acceptedPolicies: ['toc'], isTest: true } })
        : ask(r.installIntegration, {
            params: { integration: slug },
            body: { acceptedPolicies: { toc: new Date().toISOString() } },
          }),
    uninstall: (installation: string) => ask(r.deleteConfiguration, { params: { installation } }),
    provision: (
      installation: string,
      { productSlug }: OwnIntegration,
      { name = newName(), metadata = rightMetadata, billingPlanId = 'free' }: WantedResource = {},
    ) =>
      ask(r.createStore, {
        body: {
          ...{ name, metadata, billingPlanId },
          integrationConfigurationId: installation,
          integrationProductIdOrSlug: productSlug,
        },
      }),
    listStores: (installation: string) =>
      ask(r.listStores, { query: { integrationConfigurationId: installation } }),
    showStore: (store: string) => ask(r.getStore, { params: { store } }),
    removeStore: (store: string) => ask(r.deleteStore, { params: { store } }),
    plans: ({ slug, productSlug }: OwnIntegration) =>
      ask(r.listIntegrationPlans, { params: { integration: slug, product: productSlug } }),
    makeProject: async (): Promise<string> => {
      const body = { name: newName() };
      const { id } = await needPart(r.createRestProject, { body }, ['It takes a project', named]);
      return id;
    },
    removeProject: (project: string) => ask(r.deleteRestProject, { params: { project } }),
    connect: (store: string, project: string, prefix?: string) =>
      ask(r.connectStore, {
        params: { store },
        body: {
          projectId: project,
          envVarEnvironments: ['production', 'preview'],
          ...(prefix !== undefined && { envVarPrefix: prefix }),
        },
      }),
    disconnect: (store: string, connection: string) =>
      ask(r.disconnectStore, { params: { store, connection } }),
    /** What a deployment to production would read. */
    variables: async (project: string): Promise<Readonly<Record<string, string>>> => {
      const params = { project, environment: 'production' };
      const what = 'It takes the variables of a project';
      const { env } = await needPart(r.pullTarget, { params }, [what, pulled]);
      return env;
    },
    rename: async (resource: string, name: string): Promise<Answer> => {
      await needKontor('rename a resource');
      return ask(k.updateTeamResource, { params: { resource }, body: { name } });
    },
    rotate: async (resource: string, delayOldSecretsExpirationHours?: number): Promise<Answer> => {
      await needKontor('rotate secrets');
      return ask(k.rotateTeamResourceSecrets, {
        params: { resource },
        body: { delayOldSecretsExpirationHours },
      });
    },
    /** Where a browser would be sent to for single sign-on. */
    signOn: async (installation: string): Promise<URL> => {
      await needKontor('sign on without a browser');
      const asked = { params: { installation }, body: {} };
      const { url: link } = await need(k.createSsoLink, asked, 'It takes single sign-on');
      return new URL(link);
    },
  };
}

export function newName(): string {
  return `kontor-check-${randomBytes(5).toString('hex')}`;
}

/** What a refusal says, for the end of a sentence. */
export function saidIn({ json }: Answer): string {
  const told = json as { error?: { message?: unknown } } | undefined;
  return typeof told?.error?.message === 'string' ? ` (“${told.error.message.slice(0, 200)}”)` : '';
}
