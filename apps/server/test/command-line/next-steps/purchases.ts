import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { expect } from 'vitest';
import { createApi } from '../../world/api-client.ts';
import { wanted } from '../../world/story.ts';
import { lastWord, nowDone, paid, type Scenarios, type Taken } from './scenario.ts';
import type { Stage } from './stage.ts';

/** What is bought only with something to pay with, or once somebody has agreed. */
export function ofPurchases(stage: Stage) {
  const { here, world } = stage;
  return {
    addPaymentMethod: {
      line: `${paid} unpaid`,
      code: 1,
      gets: async ({ stdout }) => {
        // the page takes what only a person has
        expect(stdout.trim()).toBe(`${world.url}/t/${world.team}/billing/payment-methods`);
        await here.line('kontor payment-methods add test_ok');
        await nowDone(stage, `${paid} unpaid`)({ code: 0 } as Taken);
      },
    },
    decide: {
      before: () => asked(stage, 'decided'),
      line: 'kontor approvals list',
      gets: /wants .*decided/,
    },
    approve: {
      before: () => asked(stage, 'approved'),
      line: 'kontor approvals show …',
      get person() {
        return { words: ['--yes'], input: '' };
      },
      gets: async ({ command }) => expect(await stateOf(stage, lastWord(command))).toBe('approved'),
    },
    refuse: {
      before: () => asked(stage, 'refused'),
      line: 'kontor approvals show …',
      gets: async ({ command }) => expect(await stateOf(stage, lastWord(command))).toBe('refused'),
    },
  } satisfies Scenarios;
}

/** An agent that may spend nothing has asked for something, and waits. */
async function asked(stage: Stage, name: string): Promise<string> {
  const { world, installation } = stage;
  const made = await world.owner.api(k.createAgentToken, {
    params: stage.params(),
    body: { agent: 'asking' },
  });
  const { body } = await createApi(world.url, made.body.secret)(k.createResource, {
    params: { ...stage.params(), installation },
    body: wanted({ name, billingPlanId: 'small' }),
  });
  return body.operation.approval?.id ?? '';
}

const stateOf = async ({ world, params }: Stage, approval: string) =>
  (await world.owner.api(k.getApproval, { params: { ...params(), approval } })).body.approval.state;
