import { kontorEndpoints } from '@kontor/protocol/kontor';
import { product } from '@kontor/provider-postgres';
import type { Call } from '../../packages/cli/src/host/endpoint-types.ts';
import type { Demo } from './demo.ts';
import { createHostClient, HostRefusal } from './host-client.ts';
import { type SignInOptions, signIn } from './sign-in.ts';

export type SeedOptions = SignInOptions & {
  /** Where the host is to find the provider. */
  readonly providerUrl: string;
  /** Keeps what is known so far, before anything is built on it. */
  readonly save: (demo: Demo) => Promise<void>;
  /** Runs the provider with its credentials, and waits until it answers. */
  readonly startProvider: (integration: NonNullable<Demo['integration']>) => Promise<void>;
};

const TOKEN_NAME = 'npm start';
const CUSTOMER = { slug: 'acme', name: 'Acme' };
const PROJECTS = ['web', 'api'];
const PROVIDER = { slug: 'kontor-labs', name: 'Kontor Labs' };
const INTEGRATION = {
  slug: 'kontor-postgres',
  name: 'Kontor Postgres',
  developer: PROVIDER.name,
  shortDescription: 'PostgreSQL databases, made at once',
  category: 'databases',
  overview:
    'The reference provider: real PostgreSQL databases on this machine, each with a role of its own.',
  contactEmail: 'postgres@kontor.localhost',
};
const TAGS = ['postgres', 'sql'];

/**
 * Fills an empty host with a person, a customer with projects, and a provider with a product, all
 * through the public API. Each step looks first whether it was done, so a seeding that was killed
 * anywhere goes on when it is repeated.
 */
export async function seedDemo(begun: Demo, options: SeedOptions): Promise<Demo> {
  const { save } = options;
  await save(begun);
  const token = (await findToken(begun, options)) ?? (await issueToken(begun, options));
  const named = { ...begun, token };
  await save(named);
  const call = createHostClient({ ...options, credential: { token } });
  await ensureTeam(call, CUSTOMER);
  await ensureTeam(call, PROVIDER);
  for (const name of PROJECTS) await ensureProject(call, name);
  const integration = await ensureIntegration(call, named.integration, options.providerUrl);
  const registered = { ...named, integration };
  await save(registered);
  await options.startProvider(integration);
  await publish(call, integration.id);
  const complete = { ...registered, isComplete: true };
  await save(complete);
  return complete;
}

/** Tells the host where the provider is now. */
export async function moveProvider(
  integration: NonNullable<Demo['integration']>,
  { call, baseUrl }: { call: Call; baseUrl: string },
): Promise<NonNullable<Demo['integration']>> {
  await call(kontorEndpoints.updateIntegration, {
    params: { team: PROVIDER.slug, integration: integration.id },
    body: addressesOf(baseUrl),
  });
  return { ...integration, baseUrl };
}

/** Where the reference provider is called and hears what happens, and where people sign on to its console. */
function addressesOf(baseUrl: string) {
  return {
    baseUrl,
    redirectLoginUrl: `${baseUrl}/console/sign-in`,
    webhookUrl: `${baseUrl}/webhooks`,
  };
}

/** The token that was kept, if this host still takes it. */
async function findToken({ token }: Demo, options: SignInOptions): Promise<string | undefined> {
  if (!token) return undefined;
  const call = createHostClient({ ...options, credential: { token } });
  try {
    await call(kontorEndpoints.getMe, {});
    return token;
  } catch (error) {
    if (error instanceof HostRefusal && error.exchange.status === 401) return undefined;
    throw error;
  }
}

/** A token is shown once: one whose text was not kept in time is of no use any more. */
async function issueToken({ person }: Demo, options: SignInOptions): Promise<string> {
  const { origin } = options;
  const cookie = await signIn(person, options);
  const call = createHostClient({ ...options, credential: { cookie, origin } });
  const { body } = await call(kontorEndpoints.listTokens, {});
  for (const { id } of body.tokens.filter(({ name }) => name === TOKEN_NAME)) {
    await call(kontorEndpoints.deleteToken, { params: { token: id } });
  }
  const created = await call(kontorEndpoints.createToken, { body: { name: TOKEN_NAME } });
  return created.body.secret;
}

async function ensureTeam(call: Call, team: { slug: string; name: string }): Promise<void> {
  const { body } = await call(kontorEndpoints.listTeams, {});
  if (body.teams.some(({ slug }) => slug === team.slug)) return;
  await call(kontorEndpoints.createTeam, { body: team });
}

async function ensureProject(call: Call, name: string): Promise<void> {
  const params = { team: CUSTOMER.slug };
  const { body } = await call(kontorEndpoints.listProjects, { params });
  if (body.projects.some((project) => project.name === name)) return;
  await call(kontorEndpoints.createProject, { params, body: { name } });
}

/** A client secret is shown once, too; one that was not kept in time is replaced. */
async function ensureIntegration(
  call: Call,
  known: Demo['integration'],
  baseUrl: string,
): Promise<NonNullable<Demo['integration']>> {
  const params = { team: PROVIDER.slug };
  const { body } = await call(kontorEndpoints.listIntegrations, { params });
  const existing = body.integrations.find(({ slug }) => slug === INTEGRATION.slug);
  if (!existing) {
    const created = await call(kontorEndpoints.createIntegration, {
      params,
      body: { ...INTEGRATION, ...addressesOf(baseUrl) },
    });
    return { id: created.body.integration.id, clientSecret: created.body.clientSecret, baseUrl };
  }
  const { id } = existing;
  const clientSecret =
    known?.id === id
      ? known.clientSecret
      : await rotateClientSecret(call, { ...params, integration: id });
  return moveProvider({ id, clientSecret, baseUrl }, { call, baseUrl });
}

async function rotateClientSecret(
  call: Call,
  params: { team: string; integration: string },
): Promise<string> {
  const { body } = await call(kontorEndpoints.rotateClientSecret, { params });
  return body.clientSecret;
}

async function publish(call: Call, integration: string): Promise<void> {
  const params = { team: PROVIDER.slug, integration };
  const { slug, name, shortDescription, metadataSchema, capabilities, repl, details } = product;
  await call(kontorEndpoints.putProduct, {
    params: { ...params, product: slug },
    body: { name, shortDescription, tags: TAGS, metadataSchema, capabilities, repl, details },
  });
  const { body } = await call(kontorEndpoints.submitListing, { params, body: {} });
  if (body.listing.state === 'submitted') await approve(call, integration);
}

/** Where somebody has to approve what comes into the catalogue, that is the person of the demo. */
async function approve(call: Call, integration: string): Promise<void> {
  const params = { integration };
  const { body } = await call(kontorEndpoints.reviewListing, { params });
  await call(kontorEndpoints.decideListing, {
    params,
    body: { decision: 'approve', revision: body.revision },
  });
}
