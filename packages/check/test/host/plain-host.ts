import {
  createHash,
  createHmac,
  generateKeyPairSync,
  randomBytes,
  randomUUID,
  sign,
} from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** Where an integration stands, as somebody has registered it by hand. */
export type Registered = {
  readonly slug: string;
  readonly productSlug: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly baseUrl: string;
};

/** One thing that it does wrong. */
export type Flaw =
  | 'another audience'
  | 'no request id'
  | 'plans unasked'
  | 'webhooks unsigned'
  | 'keys of changes repeated'
  | 'variables left behind';

type Json = Record<string, unknown>;
type Secret = { readonly name: string; readonly value: string };
type Resource = Json & { readonly id: string; secrets: Secret[]; readonly storeId: string };
type Connection = { readonly id: string; readonly storeId: string; readonly projectId: string };
type Answer = { readonly status: number; readonly body?: unknown };

const TEAM = 'team_of_a_plain_host';
const none: Answer = { status: 404, body: refusal('not_found') };

/**
 * A host that knows nothing of Kontor: one team, one integration, everything in memory, written to the
 * pages of `spec`. It does what the basic level asks for, and nothing beside.
 */
export async function startPlainHost({
  integration,
  token,
  flaw,
}: {
  readonly integration: Registered;
  readonly token: string;
  readonly flaw?: Flaw | undefined;
}) {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const kid = randomUUID();
  const keys = {
    keys: [{ ...publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' }],
  };
  const installations = new Map<string, string>();
  const resources = new Map<string, Resource>();
  const connections = new Map<string, Connection>();
  const projects = new Set<string>();
  const told: Promise<unknown>[] = [];
  const userId = createHash('sha256').update(`ada ${integration.clientId}`).digest('hex');
  const accountId = createHash('sha256').update(`${TEAM} ${integration.clientId}`).digest('hex');

  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('There is no port.');
  const url = `http://127.0.0.1:${address.port}`;
  return {
    url,
    stop: async () => {
      await Promise.allSettled(told);
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', url);
    const text = Buffer.concat(await request.toArray()).toString();
    const body: Json = text === '' ? {} : JSON.parse(text);
    const path = pathname.replace(/^\/api(?=\/)/, '');
    const bearer = /^bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const asked = `${request.method} ${path}`;
    const { status, body: said } = await (serve(asked, bearer, body) ?? none);
    response.writeHead(status, {
      ...(said !== undefined && { 'content-type': 'application/json' }),
      ...(flaw !== 'no request id' && { 'x-vercel-id': `plain::${randomUUID()}` }),
    });
    response.end(said === undefined ? undefined : JSON.stringify(said));
  }

  function serve(asked: string, bearer: string | undefined, body: Json) {
    if (/^GET \/\.well-known\/jwks(\.json)?$/.test(asked)) return { status: 200, body: keys };
    if (asked === 'GET /.well-known/openid-configuration') {
      return { status: 200, body: { issuer: url, jwks_uri: `${url}/.well-known/jwks` } };
    }
    const [, id = '', rest = ''] = /^\w+ \/v1\/installations\/([^/]+)\/?(.*)$/.exec(asked) ?? [];
    const method = asked.split(' ')[0] ?? '';
    if (id !== '') return serveProvider(`${method} ${rest}`, { id, bearer, body });
    return bearer === token ? serveCustomer(asked, body) : { status: 401, body: refusal('no') };
  }

  /** Calls of the customer's own tools. @see spec/platform-resources.md */
  async function serveCustomer(asked: string, body: Json): Promise<Answer> {
    const part = (pattern: RegExp) => pattern.exec(asked)?.slice(1).map(decodeURIComponent);
    if (/^POST \/v2\/integrations\/integration\/[^/]+\/marketplace\/install$/.test(asked))
      return install();
    if (asked === 'POST /v11/projects') {
      const id = `prj_${hex()}`;
      projects.add(id);
      return { status: 200, body: { id, name: body.name } };
    }
    if (asked === 'POST /v1/storage/stores/integration/direct') return provision(body);
    const [project] = part(/^DELETE \/v9\/projects\/([^/]+)$/) ?? [];
    if (project !== undefined) return { status: projects.delete(project) ? 204 : 404 };
    const [ended] = part(/^DELETE \/v1\/integrations\/configuration\/([^/]+)$/) ?? [];
    if (ended !== undefined) return uninstall(ended);
    const [pulled] = part(/^GET \/v3\/env\/pull\/([^/]+)\/production$/) ?? [];
    if (pulled !== undefined) return { status: 200, body: { env: variablesOf(pulled) } };
    const [connecting] = part(/^POST \/v1\/storage\/stores\/([^/]+)\/connections$/) ?? [];
    if (connecting !== undefined) return connect(connecting, String(body.projectId));
    const [store, connection] =
      part(/^DELETE \/v1\/storage\/stores\/([^/]+)\/connections\/([^/]+)$/) ?? [];
    if (store !== undefined && connection !== undefined) return disconnect(connection);
    const [removed] = part(/^DELETE \/v1\/storage\/stores\/integration\/([^/]+)$/) ?? [];
    if (removed !== undefined) return remove(removed);
    const [shown] = part(/^GET \/v1\/storage\/stores\/([^/]+)$/) ?? [];
    const found = shown === undefined ? undefined : storeNamed(shown);
    return found === undefined ? none : { status: 200, body: { store: storeOf(found) } };
  }

  /** Calls of the provider. @see spec/tokens.md — TOK-19 */
  async function serveProvider(
    asked: string,
    { id, bearer, body }: { id: string; bearer: string | undefined; body: Json },
  ): Promise<Answer> {
    const owner = [...installations].find(([, credential]) => credential === bearer)?.[0];
    if (owner === undefined) return { status: 401, body: refusal('unauthorized') };
    if (owner !== id) return { status: 403, body: refusal('forbidden') };
    const [kind = '', named = '', more = ''] = asked.split('/').map(decodeURIComponent);
    const resource = resources.get(named);
    if (asked === 'GET account') return { status: 200, body: account() };
    if (kind === 'GET member') {
      return named === userId ? { status: 200, body: { id: userId, role: 'ADMIN' } } : none;
    }
    if (asked === 'GET resources')
      return {
        status: 200,
        body: {
          resources: [...resources.values()].map((each) => ({
            ...toldOf(each),
            partnerId: each.id,
            internalId: each.storeId,
          })),
        },
      };
    if (asked === 'POST events') {
      for (const each of resources.values()) await readAgain(id, each);
      return { status: 201 };
    }
    if (resource === undefined) return none;
    if (kind === 'GET resources')
      return {
        status: 200,
        body: { ...toldOf(resource), id: resource.id, internalId: resource.storeId },
      };
    if (kind === 'PUT resources' && more === 'secrets') {
      replaceSecrets(resource, body.secrets as Secret[], body.partial === true);
      return { status: 201 };
    }
    if (kind === 'PATCH resources') {
      if (Array.isArray(body.secrets)) replaceSecrets(resource, body.secrets, false);
      return {
        status: 200,
        body: { ...toldOf(resource), id: resource.id, internalId: resource.storeId },
      };
    }
    return none;
  }

  /** @see spec/installations.md — INS-4 */
  async function install(): Promise<Answer> {
    const id = `icfg_${hex()}`;
    const credential = `plain_${randomBytes(24).toString('base64url')}`;
    installations.set(id, credential);
    const body = {
      ...{ scopes: ['read:project'], acceptedPolicies: { toc: new Date().toISOString() } },
      credentials: { access_token: credential, token_type: 'Bearer' },
      account: account(),
    };
    const { status } = await call('PUT', `/v1/installations/${id}`, { id, body });
    return { status: status < 300 ? 200 : 422, body: { id } };
  }

  /** @see spec/installations.md — INS-17, INS-22; spec/webhooks.md — WHK-15 */
  async function uninstall(id: string): Promise<Answer> {
    if (!installations.has(id)) return none;
    await call('DELETE', `/v1/installations/${id}`, {
      id,
      body: { cascadeResourceDeletion: true },
    });
    installations.delete(id);
    resources.clear();
    if (flaw !== 'variables left behind') connections.clear();
    const configuration = { id, projectSelection: 'all', projects: [] };
    tell('integration-configuration.removed', { configuration, installationId: id });
    return { status: 204 };
  }

  /** @see spec/resources.md — RES-7, RES-8, RES-14 */
  async function provision({
    name,
    metadata,
    billingPlanId,
    integrationConfigurationId,
  }: Json): Promise<Answer> {
    const id = String(integrationConfigurationId);
    const { region, size = 1 } = metadata as { region?: unknown; size?: unknown };
    const fits =
      ['fra1', 'iad1'].includes(String(region)) && Number(size) >= 1 && Number(size) <= 10;
    if (!fits) return { status: 400, body: refusal('invalid metadata') };
    const { productSlug: productId } = integration;
    if (flaw !== 'plans unasked') {
      const { json } = await call('GET', `/v1/products/${productId}/plans`, { id, isSystem: true });
      const plans = json.plans as { id: string; disabled?: boolean }[];
      const plan = plans.find((each) => each.id === billingPlanId);
      if (plan === undefined || plan.disabled)
        return { status: 400, body: refusal('no such plan') };
    }
    const body = { productId, name, metadata, billingPlanId };
    const made = await call('POST', `/v1/installations/${id}/resources`, { id, body });
    if (made.status > 299) return { status: 422, body: refusal('refused') };
    const resource = { ...made.json, storeId: `store_${hex()}` } as unknown as Resource;
    resources.set(resource.id, resource);
    return { status: 200, body: { store: storeOf(resource) } };
  }

  async function remove(storeId: string): Promise<Answer> {
    const resource = storeNamed(storeId);
    const [id = ''] = installations.keys();
    if (resource === undefined) return none;
    await call('DELETE', `/v1/installations/${id}/resources/${encodeURIComponent(resource.id)}`, {
      id,
    });
    resources.delete(resource.id);
    return { status: 204 };
  }

  function connect(storeId: string, projectId: string): Answer {
    const connection = { id: `spc_${hex()}`, storeId, projectId };
    connections.set(connection.id, connection);
    tellOf('integration-resource.project-connected', connection, { name: 'a project' });
    return { status: 201, body: { connection: { id: connection.id } } };
  }

  function disconnect(id: string): Answer {
    const connection = connections.get(id);
    if (connection === undefined) return none;
    connections.delete(id);
    tellOf('integration-resource.project-disconnected', connection, {});
    return { status: 204 };
  }

  /** @see spec/webhooks.md — WHK-14, WHK-16 */
  function tellOf(type: string, { storeId, projectId }: Connection, more: object): void {
    const [id = ''] = installations.keys();
    const resourceId = storeNamed(storeId)?.id;
    const targets = ['production', 'preview'];
    const project = { id: projectId, ...more };
    tell(type, {
      configuration: { id },
      installationId: id,
      resourceId,
      projectId,
      project,
      targets,
    });
  }

  /** @see spec/webhooks.md — WHK-1 */
  function tell(type: string, about: object): void {
    const payload = { team: { id: accountId }, user: { id: userId }, ...about };
    const event = { id: randomUUID(), type, createdAt: Date.now(), region: null, payload };
    const body = JSON.stringify(event);
    const signature = createHmac('sha1', integration.clientSecret).update(body).digest('hex');
    const headers = flaw === 'webhooks unsigned' ? {} : { 'x-vercel-signature': signature };
    told.push(fetch(`${integration.baseUrl}/webhooks`, { method: 'POST', body, headers }));
  }

  /** @see spec/events.md — EVT-2; spec/resources.md — RES-18 */
  async function readAgain(id: string, resource: Resource): Promise<void> {
    const path = `/v1/installations/${id}/resources/${encodeURIComponent(resource.id)}`;
    const { status, json } = await call('GET', path, { id, isSystem: true });
    if (status !== 200) return;
    const { secrets, storeId } = resource;
    resources.set(resource.id, { ...resource, ...json, secrets, storeId });
  }

  /** @see spec/secrets.md — SEC-8, SEC-9 */
  function replaceSecrets(resource: Resource, secrets: Secret[], isPartial: boolean): void {
    const names = new Set(secrets.map(({ name }) => name));
    const kept = isPartial ? resource.secrets.filter(({ name }) => !names.has(name)) : [];
    resource.secrets = [...kept, ...secrets];
  }

  function variablesOf(projectId: string): Record<string, string> {
    const connected = [...connections.values()].filter((each) => each.projectId === projectId);
    if (flaw === 'variables left behind' && installations.size === 0 && connected.length > 0) {
      return { CHECK_URL: 'still there' };
    }
    const secrets = connected.flatMap(({ storeId }) => storeNamed(storeId)?.secrets ?? []);
    return Object.fromEntries(secrets.map(({ name, value }) => [name, value]));
  }

  type Calling = { readonly id: string; readonly body?: object; readonly isSystem?: boolean };

  /** A call to the provider. @see spec/transport.md — TRA-15, TRA-16 */
  async function call(method: string, path: string, { id, body, isSystem = false }: Calling) {
    const key = flaw === 'keys of changes repeated' ? 'always' : randomUUID();
    const response = await fetch(`${integration.baseUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${tokenFor(id, isSystem)}`,
        'x-vercel-auth': isSystem ? 'system' : 'user',
        ...(method !== 'GET' && { 'idempotency-key': key }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, json: (text === '' ? {} : JSON.parse(text)) as Json };
  }

  /** @see spec/tokens.md — TOK-7 to TOK-12 */
  function tokenFor(id: string, isSystem: boolean): string {
    const now = Math.floor(Date.now() / 1000);
    const aud = flaw === 'another audience' ? 'oac_somebody_else' : integration.clientId;
    const person = { user_id: userId, user_role: 'ADMIN', user_email: 'ada@plain.test' };
    const claims = {
      ...{ iss: url, aud, iat: now, nbf: now, exp: now + 300 },
      ...{ sub: isSystem ? `account:${accountId}` : `account:${accountId}:user:${userId}` },
      ...{ account_id: accountId, installation_id: id },
      ...(!isSystem && person),
    };
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const signed = `${part({ alg: 'RS256', typ: 'JWT', kid })}.${part(claims)}`;
    return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), privateKey).toString('base64url')}`;
  }

  /** A resource as the customer's tools are shown it. */
  function storeOf({ id, storeId, name, status }: Resource) {
    const projectsMetadata = [...connections.values()].filter((each) => each.storeId === storeId);
    const shown = { id: storeId, externalResourceId: id, name, externalResourceStatus: status };
    return { ...shown, projectsMetadata };
  }

  function storeNamed(storeId: string): Resource | undefined {
    return [...resources.values()].find((each) => each.storeId === storeId);
  }
}

function account() {
  const contact = { email: 'ada@plain.test', name: 'Ada' };
  return { name: 'Plain', url: 'https://plain.test/acme', contact };
}

function toldOf({ productId, name, metadata, status, billingPlan }: Resource) {
  return { productId, name, metadata, status, billingPlan };
}

function refusal(code: string) {
  return { error: { code, message: `No: ${code}.` } };
}

function hex(): string {
  return randomBytes(12).toString('hex');
}
