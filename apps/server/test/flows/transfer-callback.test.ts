import { createHmac } from 'node:crypto';
import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { expect, test } from 'vitest';
import { hashToken } from '../../src/people/token-text.ts';
import { answerWith, startReceiver } from '../webhooks/receiver.ts';
import { eventually } from '../world/story.ts';
import { openTransfers } from '../world/transfer-world.ts';
import { accept, request, targetOf } from '../world/two-teams.ts';

let aheadMs = 0;
const { world, furnish } = openTransfers({ now: () => new Date(Date.now() + aheadMs) });

/** Hands a project over, and answers who was told of it and the code. */
async function handedOver(body: object) {
  const { id, name, resource } = await furnish();
  const target = await targetOf(world);
  const receiver = await startReceiver();
  const { body: made } = await request(world, name, { callbackUrl: receiver.url, ...body });
  return { id, name, resource, target, receiver, code: made.code };
}

const stateOf = async (code: string) => {
  const [row] = await world.database.read<{ state: string; secret: Buffer | null }>(
    'select callback_state as state, callback_secret as secret from transfer_request where code_hash = $1',
    [hashToken(code)],
  );
  return row;
};

test('whoever hands a project over is called back, signed with their secret, and learns nothing of the new team', async () => {
  const callbackSecret = 'known to two';
  const { id, name, resource, target, receiver, code } = await handedOver({ callbackSecret });
  expect(receiver.arrived).toEqual([]);

  await accept(target, code, { newProjectName: 'elsewhere' });

  await eventually(async () => (await stateOf(code))?.state === 'delivered');
  const [call] = receiver.arrived;
  expect(receiver.arrived).toHaveLength(1);
  expect(JSON.parse(call?.body ?? '')).toEqual({
    id: expect.any(String),
    type: 'project.transferred',
    createdAt: expect.any(Number),
    region: null,
    payload: { project: { id, name }, transferredStoreIds: [resource.id] },
  });
  expect(call?.headers['x-vercel-signature']).toBe(
    createHmac('sha256', callbackSecret)
      .update(call?.body ?? '')
      .digest('hex'),
  );
  const { body } = await target.owner.api(k.getTeam, { params: { team: target.team } });
  for (const foreign of [body.team.id, target.team, target.installation, 'elsewhere']) {
    expect(call?.body).not.toContain(foreign);
  }
  expect((await stateOf(code))?.secret).toBeNull();
});

test('without a secret nothing is signed', async () => {
  const { target, receiver, code } = await handedOver({});
  await accept(target, code);

  const call = await eventually(async () => receiver.arrived[0]);
  expect(call.headers['x-vercel-signature']).toBeUndefined();
});

test('who does not answer is called again, with the same words', async () => {
  const { target, receiver, code } = await handedOver({});
  receiver.answer = answerWith(500);
  await accept(target, code);
  await eventually(async () => receiver.arrived.length >= 1);
  receiver.answer = answerWith(204);

  await eventually(async () => {
    aheadMs += 10_000;
    return (await stateOf(code))?.state === 'delivered';
  });

  expect(receiver.arrived.length).toBeGreaterThan(1);
  expect(new Set(receiver.arrived.map(({ body }) => body)).size).toBe(1);
});

test('who is never there is given up after a day', async () => {
  const { target, receiver, code } = await handedOver({ callbackSecret: 'unheard' });
  await receiver.down();
  await accept(target, code);

  await eventually(async () => {
    aheadMs += 3_600_000;
    return (await stateOf(code))?.state === 'parked';
  }, 30_000);

  expect((await stateOf(code))?.secret).toBeNull();
});
