import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { agentWorld, offered } from '../agents/agent-world.ts';
import { billingOf } from '../world/billing.ts';
import { prepaidStory, prepayment } from '../world/prepaid.ts';
import { install, project, provision } from '../world/story.ts';
import { offerTransfers } from '../world/two-teams.ts';
import { voiceOf } from '../world/voice.ts';
import type { World } from '../world/world.ts';

/** Long enough that no column has room for it beside others on a phone. */
const LONG = 'orders-of-the-storefront-in-frankfurt';

/**
 * Puts something on every page of a world, and answers what the places in addresses stand for. A name in
 * an address (`$project`) is the same thing on every page that has it.
 */
export async function furnish(world: World): Promise<Readonly<Record<string, string>>> {
  const { team, owner, integration } = world;
  const params = { team };
  const installation = await install(world);
  await offerTransfers(world);
  const resource = await provision(world, installation, { name: LONG });
  const externalId = resource.externalId ?? '';
  await project(world, LONG);
  await owner.api(k.connectResource, {
    params: { team, resource: resource.id },
    body: { project: LONG, environments: ['production', 'preview'], prefix: 'STOREFRONT_' },
  });
  const ofProject = { team, project: LONG };
  for (const value of ['debug', 'information'])
    await owner.api(k.createVariable, {
      params: ofProject,
      body: { name: `LEVEL_OF_DETAIL_${value.toUpperCase()}`, value, environments: ['production'] },
    });
  const deployment = await owner.api(k.announceDeployment, {
    params: ofProject,
    body: { environment: 'production', externalId: 'build-7', gitBranch: 'a-branch-of-the-shop' },
  });
  const plan = await owner.api(k.createStatePlan, {
    params: ofProject,
    body: {
      state: {
        project: LONG,
        resources: {
          'queue-of-the-storefront': { product: 'scripted/db', options: { region: 'fra1' } },
        },
        connections: { 'queue-of-the-storefront': { environments: ['production'] } },
      },
    },
  });
  const webhook = await owner.api(k.createWebhook, {
    params,
    body: { url: `${world.provider.baseUrl}/webhooks`, events: ['project.created'] },
  });
  await project(world, 'told');
  await spend(world, installation);
  const invoice = await voiceOf(world, installation)(
    'POST',
    '/billing/invoices',
    billingOf(externalId).invoice(),
  );
  const agents = agentWorld(world, installation);
  world.provider.plans = offered;
  const agent = await agents.agent({ budget: { perMonth: '5' } });
  const asked = await agents.make(agent.api, 'large', { name: 'asked-for-by-an-agent' });
  world.provider.plans = undefined;
  const code = await askPeople(world, resource.id);
  await owner.api(k.createService, { body: { name: 'A platform that provisions here' } });
  const operated = await owner.api(k.listOperatedTeams, { query: {} });
  return {
    team,
    installation,
    resource: resource.id,
    project: LONG,
    deployment: deployment.body.deployment.id,
    plan: plan.body.plan.id,
    receiver: webhook.body.receiver.id,
    invoice: invoice.body.invoiceId,
    integration: integration.slug,
    product: 'db',
    approval: asked.body.operation.approval?.id ?? '',
    operated: operated.body.teams[0]?.id ?? '',
    code,
  };
}

/** Has a plan to pay before, a rule, a limit and a bought balance. */
async function spend(world: World, installation: string): Promise<void> {
  const params = { team: world.team };
  const story = prepaidStory(world, installation);
  const prepaid = await story.prepaid();
  await world.owner.api(k.addPaymentMethod, { params, body: { token: 'test_ok' } });
  await story.bought({ amount: '25.00', resource: prepaid.id });
  await world.owner.api(k.setTopUpRule, {
    params: { ...params, installation, subject: prepaid.id },
    body: { billingPlanId: prepayment.id, below: '5', buys: '20', atMostPerMonth: '60' },
  });
  await world.owner.api(k.setSpendLimit, {
    params: { ...params, subject: 'team' },
    body: { amount: '5', hardStop: false, warnAt: [50, 80] },
  });
  await story.told('/billing/balance', 'POST', {
    timestamp: new Date().toISOString(),
    balances: [
      {
        resourceId: prepaid.externalId,
        currencyValueInCents: 12_000,
        nameLabel: 'Tokens of the model',
      },
    ],
  });
}

/** Asks somebody into the team, hands a resource over, and answers the code that takes it. */
async function askPeople(world: World, resource: string): Promise<string> {
  const params = { team: world.team };
  const guest = await world.signUp('Maximiliane-Charlotte');
  await world.owner.api(k.addMember, { params, body: { email: guest.email, role: 'developer' } });
  await world.owner.api(k.createInvitation, {
    params,
    body: { email: 'somebody.with.a.long.name@marketing.example', role: 'viewer' },
  });
  await world.owner.api(k.createTeamToken, {
    params,
    body: { name: 'continuous-integration', role: 'developer' },
  });
  const offered = await world.owner.api(k.offerResource, {
    params: { ...params, resource },
    body: { disconnect: true },
  });
  return offered.body.code;
}
