import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { done } from '../../isolation/done.ts';
import { eventually, wanted } from '../../world/story.ts';
import type { Making, Makings, Stage } from './making.ts';

const another: Making = async ({ things }) => ({
  at: { integration: (await things.integration()).id },
});
const aTeam: Making = async ({ things }) => ({ at: { team: await things.team() } });
const aComparison: Making = async (stage) => ({ at: await compared(stage) });
const anOperation: Making = async (stage) => ({ at: { operation: await unfinished(stage) } });

/** What only those do who run the host, and platforms beside it. */
export const operatorMakings: Makings = {
  rewrapDataKeys: async ({ world }) => {
    const { key } = await done(world.owner.api(k.addKeyEncryptionKey, {}));
    return { body: { keyId: key.id } };
  },
  setIntegrationPermissions: another,
  setCommission: another,
  decideListing: async (stage) => ({
    ...(await another(stage)),
    body: { decision: 'unlist', reason: 'not now' },
  }),
  recordPayout: async ({ world, theirs: { integrationId }, things }) => {
    const params = { team: world.team, invoice: await things.invoice() };
    await world.owner.api(k.settleInvoice, { params, body: { outcome: 'paid' } });
    const owed = await eventually(async () => {
      const { due } = (await world.owner.api(k.listPayouts, {})).body;
      return due.find((each) => each.integration.id === integrationId);
    });
    return { body: { amount: owed.due, reference: things.word('payout') } };
  },
  retryOperation: anOperation,
  giveUpOperation: anOperation,
  startReconciliation: async ({ things }) => ({
    body: { installation: (await things.installed()).installation },
  }),
  getReconciliation: aComparison,
  listFindings: aComparison,
  repairFinding: aComparison,
  sendMailAgain: async ({ world, things }) => {
    const { email } = await things.invited();
    const mail = await eventually(async () => {
      const { body } = await world.owner.api(k.listMails, { query: {} });
      return body.mails.find(({ to }) => to === email)?.id;
    });
    return { at: { mail } };
  },
  verifyAuditLog: () => ({ body: {} }),
  createPasswordReset: ({ world }) => ({ body: { email: world.owner.email } }),
  suspendTeam: aTeam,
  resumeTeam: async (stage) => {
    const { at = {} } = await aTeam(stage);
    await done(stage.world.owner.api(k.suspendTeam, { params: at, body: { reason: 'late' } }));
    return { at };
  },
  deleteService: async ({ world, things }) => {
    const body = { name: things.word('service') };
    const { service } = await done(world.owner.api(k.createService, { body }));
    return { at: { service: service.id } };
  },
  deleteServiceToken: async ({ world, theirs: { service }, things }) => {
    const body = { name: things.word('token'), scopes: ['provision'] };
    const made = await done(world.owner.api(k.createServiceToken, { params: { service }, body }));
    return { at: { token: made.token.id } };
  },
  deleteProvisionedTeam: async ({ things }) => {
    const externalTeam = things.word('t');
    const body = { name: externalTeam };
    await done(things.platform(k.putProvisionedTeam, { params: { externalTeam }, body }));
    return { at: { externalTeam } };
  },
  deleteProvisionedMember: async ({ things }) => ({
    at: { externalUser: (await things.person()).externalUser },
  }),
  putProvisionedProject: ({ things }) => ({
    at: { externalProject: things.word('p') },
    body: { name: things.word('outside') },
  }),
  deleteProvisionedProject: async ({ theirs: { externalTeam }, things }) => {
    const externalProject = things.word('p');
    const params = { externalTeam, externalProject };
    const body = { name: things.word('outside') };
    await done(things.platform(k.putProvisionedProject, { params, body }));
    return { at: { externalProject } };
  },
};

/** A comparison that has found that the provider told its plan only when asked. */
async function compared({ world, things }: Stage) {
  const { installation } = await things.installed();
  const begun = await done(world.owner.api(k.startReconciliation, { body: { installation } }));
  const params = { reconciliation: begun.reconciliation.id };
  await eventually(async () => {
    const { body } = await world.owner.api(k.getReconciliation, { params });
    return body.reconciliation.endedAt !== null;
  });
  const { findings } = await done(world.owner.api(k.listFindings, { params, query: {} }));
  return { ...params, finding: findings[0]?.id ?? '' };
}

/** A change that the provider puts off. */
async function unfinished({ world, theirs: { stage }, things }: Stage): Promise<string> {
  const params = await things.installed();
  const name = things.word('held');
  stage.provider.misbehave(({ body }) => body.includes(name), {
    ...{ kind: 'answer', status: 503, headers: { 'retry-after': '3600' } },
  });
  const call = { params, body: wanted({ name }) };
  const { operation } = await done(stage.owner.api(k.createResource, call));
  await eventually(async () => {
    const { body } = await world.owner.api(k.listUnfinishedOperations, {
      query: { olderThanSeconds: 0 },
    });
    return body.operations.some(({ id, isBeingTried }) => id === operation.id && !isBeingTried);
  });
  return operation.id;
}
