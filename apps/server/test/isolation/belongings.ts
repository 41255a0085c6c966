import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { platformEndpoints as p } from '@kontor/protocol/platform';
import { restEndpoints as r } from '@kontor/protocol/rest';
import { declareActions } from '../deployments/story.ts';
import { platformBeside } from '../services/platform.ts';
import { type Api, createApi } from '../world/api-client.ts';
import { billingOf } from '../world/billing.ts';
import { prepaidStory } from '../world/prepaid.ts';
import { startScriptedProvider } from '../world/scripted-provider.ts';
import { eventually, install, project, provision } from '../world/story.ts';
import { type Person, publish, scriptedSchema, type World } from '../world/world.ts';
import { rotated } from './credentials.ts';
import { done } from './done.ts';

/** An integration of a provider that listens, and does whatever an integration here can do. */
export async function publishedBy(world: World, owner: Person, team: string, slug: string) {
  const provider = await startScriptedProvider();
  const integration = await publish(owner.api, team, provider.baseUrl, slug);
  provider.become(integration.id, world.url, integration.clientSecret);
  const stage = { ...world, owner, team, integration, provider };
  await declareActions(stage, { transferable: true, secretRotation: { maxDelayHours: 48 } });
  await done(
    owner.api(k.putProduct, {
      params: { team, integration: integration.id, product: 'db' },
      body: {
        name: 'Database',
        metadataSchema: scriptedSchema,
        capabilities: { transferable: true, secretRotation: { maxDelayHours: 48 } },
        repl: { enabled: true, supportsReadOnlyMode: true },
        details: {
          protocols: { experimentation: { status: 'enabled', edgeConfigSyncingSupport: true } },
          deploymentActions: [
            { slug: 'branch', name: 'Branch', suggestions: { environments: ['production'] } },
          ],
          guides: [{ framework: 'any', title: 'Begin', steps: [{ title: 'Ask', content: 'it' }] }],
        },
      },
    }),
  );
  return stage;
}

type Stage = Awaited<ReturnType<typeof publishedBy>>;

/**
 * One team with at least one of everything that an address can name, called so that it is known
 * wherever it turns up.
 */
export async function furnish(world: World, stage: Stage, word: string) {
  const { owner, team, integration, provider } = stage;
  const { api } = owner;
  const inTeam = { team };
  const installation = await install(stage);
  const { secret: providerSecret, former: formerProviderSecret } = await rotated(
    stage,
    installation,
  );
  provider.installations.set(installation, { accessToken: providerSecret, planId: 'free' });
  const speak = createApi(stage.url, providerSecret);
  const projectId = await project(stage, `${word}-shop`);
  const inProject = { team, project: projectId };
  await done(api(k.createEnvironment, { params: inProject, body: { slug: `${word}-stage` } }));
  await done(api(k.addPaymentMethod, { params: inTeam, body: { token: 'test_ok' } }));
  const resource = await provision(stage, installation, { name: `${word}-db` });
  const external = resource.externalId ?? '';
  const connection = await done(
    api(k.connectResource, {
      params: { team, resource: resource.id },
      body: {
        project: projectId,
        environments: ['production'],
        deployments: {
          required: false,
          actions: [{ slug: 'branch', environments: ['production'] }],
        },
      },
    }),
  );
  const variable = await done(
    api(k.createVariable, {
      params: inProject,
      body: { name: 'BY_HAND', value: `${word}-by-hand`, environments: ['production'] },
    }),
  );
  const shared = await done(
    api(r.createSharedEnvVariable, {
      query: { slug: team },
      body: {
        evs: [{ key: 'SHARED', value: `${word}-shared` }],
        type: 'encrypted',
        target: ['production'],
        projectId: [projectId],
      },
    }),
  );
  return {
    ...{ providerSecret, formerProviderSecret },
    ...{ stage, word, speak, installation, resource, external, projectId },
    teamId: (await done(api(k.getTeam, { params: inTeam }))).team.id,
    connection: connection.connection.id,
    variable: variable.variable.id,
    shared: shared.created[0]?.id ?? '',
    ...(await deployed(stage, { projectId, speak })),
    ...(await billed(stage, { installation, external, speak })),
    ...(await flagged(stage, { resource, external, speak })),
    ...(await offered(stage, { resource: resource.id, projectId, word })),
    ...(await invited(stage, word)),
    ...(await listening(stage)),
    ...(await served(world, word)),
    ...(await peopleOf(stage)),
    integrationId: integration.id,
  };
}

export type Belongings = Awaited<ReturnType<typeof furnish>>;

async function deployed(
  { owner: { api }, team }: Stage,
  { projectId, speak }: { readonly projectId: string; readonly speak: Api },
) {
  const params = { team, project: projectId };
  const check = await done(
    api(r.createProjectCheck, {
      params: { project: projectId },
      query: { slug: team },
      body: { name: 'Gate', isRerequestable: true, source: { kind: 'webhook', webhookId: 'hook' } },
    }),
  );
  const { deployment } = await done(
    api(k.announceDeployment, { params, body: { environment: 'production' } }),
  );
  const deploymentId = deployment.id;
  const older = await done(
    speak(r.createCheck, {
      params: { deploymentId },
      body: { name: 'Older', blocking: false, rerequestable: true },
    }),
  );
  const { runs } = await done(
    api(r.listDeploymentCheckRuns, { params: { deploymentId }, query: { slug: team } }),
  );
  return {
    deployment: deploymentId,
    check: check.id,
    olderCheck: older.id,
    run: runs.find(({ checkId }) => checkId === check.id)?.id ?? '',
  };
}

async function billed(
  stage: Stage,
  {
    installation,
    external,
    speak,
  }: { readonly installation: string; readonly external: string; readonly speak: Api },
) {
  const { owner, team } = stage;
  const { api } = owner;
  const { invoice, another } = billingOf(external);
  const params = { installationId: installation };
  const { invoiceId: paid = '' } = await done(speak(p.submitInvoice, { params, body: invoice() }));
  const { invoiceId: second = '' } = await done(
    speak(p.submitInvoice, { params, body: another(40) }),
  );
  const payment = await eventually(async () => {
    await api(k.payInvoice, { params: { team, invoice: paid }, body: {} });
    const { body } = await api(k.listPayments, { params: { team, invoice: paid } });
    return body.payments.find(({ status }) => status === 'succeeded')?.id;
  });
  const { paymentMethods } = await done(api(k.listPaymentMethods, { params: { team } }));
  const { prepaid, bought } = prepaidStory(stage, installation);
  const { id } = await prepaid();
  const purchase = await bought({ amount: '20.00', resource: id });
  await done(api(k.setSpendLimit, { params: { team, subject: id }, body: { amount: '1000.00' } }));
  const waiting = createApi(stage.url, await agentWithout(stage));
  const asked = await waiting(k.createPurchase, {
    params: { team, installation },
    body: { amount: '10.00', resource: id },
  });
  return {
    approval: asked.body.approval?.id ?? '',
    paid,
    invoice: second,
    payment,
    paymentMethod: paymentMethods[0]?.id ?? '',
    purchase: purchase.invoiceId,
  };
}

/** An agent that may spend nothing, and so waits for whatever costs something. */
async function agentWithout({ owner, team }: Stage): Promise<string> {
  const body = { agent: 'waiting' };
  return (await done(owner.api(k.createAgentToken, { params: { team }, body }))).secret;
}

async function flagged(
  { owner: { api }, team, url }: Stage,
  {
    resource,
    external,
    speak,
  }: { readonly resource: { readonly id: string }; readonly external: string; readonly speak: Api },
) {
  const { experimentation } = await done(
    api(k.putTeamResourceExperimentation, {
      params: { team, resource: resource.id },
      body: { isSyncing: true },
    }),
  );
  const subject = resource.id;
  await done(api(k.setSpendLimit, { params: { team, subject }, body: { amount: '1000.00' } }));
  const configId = experimentation.configId ?? '';
  const { installationId } = (
    await done(api(k.getTeamResource, { params: { team, resource: resource.id } }))
  ).resource;
  const at = { installationId, resourceId: external };
  await done(
    speak(p.putExperimentationItems, {
      params: at,
      body: { items: [{ id: 'flag', slug: 'flag', origin: `${url}/flag` }] },
    }),
  );
  await done(speak(p.putExperimentationConfig, { params: at, body: { data: { flag: 'on' } } }));
  return { configId };
}

async function offered(
  { owner: { api }, team }: Stage,
  {
    resource,
    projectId,
    word,
  }: { readonly resource: string; readonly projectId: string; readonly word: string },
) {
  const { code, transfer } = await done(
    api(k.offerResource, { params: { team, resource }, body: { disconnect: true } }),
  );
  const moved = await done(
    api(r.createProjectTransfer, {
      params: { project: projectId },
      query: { slug: team },
      body: {},
    }),
  );
  const planned = await done(
    api(k.createStatePlan, {
      params: { team, project: `${word}-shop` },
      body: { state: { project: `${word}-shop` } },
    }),
  );
  return { code, transfer: transfer.id, projectCode: moved.code, plan: planned.plan.id };
}

async function invited({ owner: { api }, team }: Stage, word: string) {
  const { invitation } = await done(
    api(k.createInvitation, {
      params: { team },
      body: { email: `guest@${word}.example`, role: 'viewer' },
    }),
  );
  const machine = await done(
    api(k.createTeamToken, { params: { team }, body: { name: `${word}-ci`, role: 'owner' } }),
  );
  const personal = await done(api(k.createToken, { body: { name: `${word}-laptop` } }));
  const agent = await done(
    api(k.createAgentToken, { params: { team }, body: { agent: `${word}-agent` } }),
  );
  const { sessions } = await done(api(k.listSessions, {}));
  return {
    invitation: invitation.id,
    machine: machine.token.id,
    machineSecret: machine.secret,
    personal: personal.token.id,
    agent: agent.token.id,
    agentSecret: agent.secret,
    session: sessions[0]?.id ?? '',
  };
}

async function listening({ owner: { api }, team, provider, integration }: Stage) {
  const accepted = { kind: 'answer', status: 204 } as const;
  provider.misbehave(({ path }) => path === '/hook', ...Array(20).fill(accepted));
  const made = await done(
    api(k.createWebhook, {
      params: { team },
      body: { url: `${provider.baseUrl}/hook`, events: ['project.created'] },
    }),
  );
  const receiver = made.receiver.id;
  await done(api(k.sendTestWebhook, { params: { team, receiver }, body: {} }));
  const delivery = await eventually(async () => {
    const { body } = await api(k.listDeliveries, { params: { team, receiver } });
    return body.deliveries[0]?.id;
  });
  const { redelivery } = await eventually(async () => {
    const states = ['delivered' as const];
    const { body } = await api(k.redeliverMany, { params: { team, receiver }, body: { states } });
    return body.redelivery.total > 0 && body;
  });
  const call = await eventually(async () => {
    const params = { team, integration: integration.id };
    const { body } = await api(k.listProviderCalls, { params, query: { direction: 'outbound' } });
    return body.calls[0]?.id;
  });
  const { operations } = await done(api(k.listOperations, { params: { team } }));
  return {
    webhook: receiver,
    receiver,
    delivery,
    redelivery: redelivery.id,
    call,
    operation: operations[0]?.id ?? '',
  };
}

/** A platform beside the host, with a team, a member and a project of its own. */
async function served(world: World, word: string) {
  const platform = await platformBeside(world);
  const [externalTeam, externalUser, externalProject] = ['t', 'u', 'p'].map(
    (each) => `${word}-${each}`,
  ) as [string, string, string];
  await done(platform.team(externalTeam));
  await done(
    platform.member(externalTeam, externalUser, {
      email: `${word}@platform.example`,
      name: 'Pia',
      role: 'owner',
    }),
  );
  await done(platform.project(externalTeam, externalProject, `${word}-outside`));
  return {
    service: platform.id,
    serviceToken: platform.token.id,
    serviceSecret: platform.token.secret,
    externalTeam,
    externalUser,
    externalProject,
  };
}

/** A colleague, as the team and as the provider know them, and a passkey of the owner. */
async function peopleOf({ owner, team, signUp, database, provider }: Stage) {
  const colleague = await signUp('Colin');
  await done(
    owner.api(k.addMember, { params: { team }, body: { email: colleague.email, role: 'viewer' } }),
  );
  const passkey = `passkey-${team}`;
  await database.read(
    `insert into people."passkey"
       ("id", "name", "publicKey", "userId", "credentialID", "counter", "deviceType", "backedUp",
        "createdAt")
     values ($1, $1, 'key', $2, $1, 0, 'singleDevice', false, now())`,
    [passkey, owner.userId],
  );
  const jwt = vouchedTo(provider);
  const claims = JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString());
  return { colleague, member: colleague.userId, memberId: String(claims.user_id), passkey, jwt };
}

/** What the host vouched with to the provider for the person who installed. */
function vouchedTo({ seen }: Stage['provider']): string {
  const sent = seen.find(({ auth }) => auth === 'user');
  return sent?.authorization?.replace(/^Bearer /, '') ?? '';
}
