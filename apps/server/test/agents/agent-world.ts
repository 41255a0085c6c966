import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { type Api, createApi } from '../world/api-client.ts';
import { wanted } from '../world/story.ts';
import type { World } from '../world/world.ts';

const plan = (id: string, more: object) => ({
  ...{ id, type: 'subscription' as const, name: id, description: '' },
  paymentMethodRequired: true,
  ...more,
});

/** One that costs nothing, two that say what a month costs, and one that says nothing. */
export const offered = [
  plan('free', { paymentMethodRequired: false }),
  plan('small', { cost: '$10.00/month' }),
  plan('large', { cost: '$40.00/month' }),
  plan('usage', {}),
];

/** What agents and their people do in a world. */
export function agentWorld(world: World, installation: string) {
  const params = { team: world.team };

  async function agent(body: object = {}, api: Api = world.owner.api) {
    const made = await api(k.createAgentToken, { params, body: { agent: 'deploy-bot', ...body } });
    if (made.status !== 201) throw new Error(JSON.stringify(made.error));
    const { token, secret } = made.body;
    return { id: token.id, secret, api: createApi(world.url, secret) };
  }

  const make = (api: Api, billingPlanId: string, more: object = {}, call: object = {}) =>
    api(k.createResource, {
      params: { ...params, installation },
      body: wanted({ billingPlanId, ...more }),
      ...call,
    });

  const budget = async (token: string) =>
    (await world.owner.api(k.getAgentToken, { params: { ...params, token } })).body.token.budget;

  const approval = async (id: string) =>
    (await world.owner.api(k.getApproval, { params: { ...params, approval: id } })).body.approval;

  const approve = (id: string, { api = world.owner.api, revision = 1 } = {}) =>
    api(k.approveApproval, { params: { ...params, approval: id }, body: { revision } });

  const refuse = (id: string, body: object = {}, api: Api = world.owner.api) =>
    api(k.refuseApproval, { params: { ...params, approval: id }, body });

  const operation = async (id: string) =>
    (await world.owner.api(k.getOperation, { params: { ...params, operation: id } })).body
      .operation;

  /** What the provider was asked to make under a name. */
  const asked = (name: string) =>
    world.provider.seen.filter(
      ({ method, path, body }) =>
        method === 'POST' && path.endsWith('/resources') && body.includes(`"${name}"`),
    );

  return { params, agent, make, budget, approval, approve, refuse, operation, asked };
}
