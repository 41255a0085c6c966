import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { eventually, provision, type Stage } from './story.ts';
import type { World } from './world.ts';

/** A prepayment that sells from ten to five hundred dollars, and on its own a hundred in a month. */
export const prepayment = {
  id: 'credits',
  type: 'prepayment' as const,
  name: 'Credits',
  description: '',
  minimumAmount: '10.00',
  maximumAmount: '500',
  maximumAmountAutoPurchasePerPeriod: '100',
};

/** What a provider and a team do with balances that are bought. */
export function prepaidStory(world: Stage & Pick<World, 'url' | 'provider'>, installation: string) {
  const params = { team: world.team, installation };

  /** Speaks as the provider. */
  async function told(path: string, method: string, body: object): Promise<void> {
    const { accessToken } = world.provider.installations.get(installation) ?? { accessToken: '' };
    const answer = await fetch(`${world.url}/v1/installations/${installation}${path}`, {
      method,
      headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  }

  /** A resource under a prepayment. */
  async function prepaid(plan: object = prepayment) {
    const { id, externalId } = await provision(world, installation);
    await told(`/resources/${externalId}`, 'PATCH', { billingPlan: plan });
    return { id, externalId: externalId ?? '' };
  }

  const buy = (body: { amount: string; resource?: string }, call: object = {}) =>
    world.owner.api(k.createPurchase, { params, body, ...call });

  async function bought(body: { amount: string; resource?: string }) {
    const { status, body: answer, error } = await buy(body);
    if (status !== 201) throw new Error(JSON.stringify(error));
    return answer.purchase;
  }

  const settle = (invoice: string, outcome: 'paid' | 'notpaid' | 'refunded' | 'refund-failed') =>
    world.owner.api(k.settleInvoice, { params: { team: world.team, invoice }, body: { outcome } });

  const purchase = async (invoice: string) =>
    (await world.owner.api(k.getPurchase, { params: { team: world.team, invoice } })).body.purchase;

  /** The purchase once nothing more is done about it. */
  const ended = (invoice: string) =>
    eventually(async () => {
      const found = await purchase(invoice);
      return !['open', 'paid', 'crediting'].includes(found.state) && found;
    });

  /** What the provider was told of it. */
  const calls = (invoice: string) =>
    world.provider.seen.filter(
      ({ path, body }) => path.endsWith('/billing/provision') && body.includes(invoice),
    );

  const list = async () =>
    (await world.owner.api(k.listPurchases, { params, query: { installation, limit: 100 } })).body
      .purchases;

  const events = async (type: string) => {
    const { body } = await world.owner.api(k.listEvents, {
      params: { team: world.team },
      query: { limit: 100 },
    });
    return body.events.filter((event) => event.type === type);
  };

  return { told, prepaid, buy, bought, settle, purchase, ended, calls, list, events };
}
