import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { platformEndpoints as p } from '@kontor/protocol/platform';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createApi } from '../world/api-client.ts';
import { billingOf } from '../world/billing.ts';
import type { Fault, ScriptedResource, Seen } from '../world/scripted-provider.ts';
import { eventually, install, provision, wanted } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';

let world: World;
let installation: string;
beforeAll(async () => {
  world = await startWorld({
    schedule: [1, 1],
    limits: { failuresToOpen: 100, halfOpenAfterMs: 50 },
  });
  installation = await install(world);
});
afterAll(() => world.close());

const isGet = ({ method }: Seen) => method === 'GET';
const always = (fault: Fault, times = 40): Fault[] => Array.from({ length: times }, () => fault);
const sql = (text: string, ...values: unknown[]) => world.database.read(text, values);

/** Begins a comparison and waits for its end. */
async function reconcile(body: { integration?: string; installation?: string } = {}) {
  const begun = await world.owner.api(k.startReconciliation, { body });
  expect(begun.status).toBe(202);
  const params = { reconciliation: begun.body.reconciliation.id };
  const reconciliation = await eventually(async () => {
    const { body: seen } = await world.owner.api(k.getReconciliation, { params });
    return seen.reconciliation.endedAt !== null && seen.reconciliation;
  });
  const { findings } = (await world.owner.api(k.listFindings, { params, query: {} })).body;
  return { reconciliation, findings };
}

async function findingOf(externalId: string) {
  const { findings, reconciliation } = await reconcile({ installation });
  const found = findings.filter((each) => each.externalId === externalId);
  return { found, report: reconciliation.id };
}

async function repair(report: string, finding: string) {
  const params = { reconciliation: report, finding };
  return world.owner.api(k.repairFinding, { params, body: {} });
}

function atProvider(externalId: string): ScriptedResource {
  const found = world.provider.resources.get(externalId);
  if (found === undefined) throw new Error(`the provider has no ${externalId}`);
  return found;
}

/** Something that the provider has and nobody has told the host of. */
function stranger(more: Partial<ScriptedResource> = {}): ScriptedResource {
  const id = `db_stranger_${world.provider.resources.size}`;
  const { name, metadata } = wanted();
  const made: ScriptedResource = {
    ...{ id, installationId: installation, name, productId: 'db', metadata, planId: 'free' },
    status: 'ready',
    ...more,
  };
  world.provider.resources.set(made.id, made);
  onTestFinished(() => void world.provider.resources.delete(made.id));
  return made;
}

async function lifecycleOf(resource: string) {
  const params = { team: world.team, resource };
  return (await world.owner.api(k.getTeamResource, { params, query: {} })).body.resource.lifecycle;
}

/** A change of the provider's under the credential of its installation. */
const asProvider = () =>
  createApi(world.url, world.provider.installations.get(installation)?.accessToken);

/** Ends a resource on both sides, so that it is no finding of the next test. */
async function tidy(resource: { id: string; externalId: string | null }) {
  world.provider.resources.delete(resource.externalId ?? '');
  await sql(
    `update resource set lifecycle = 'deleted', deleted_at = now() - interval '60 days'
     where resource_id = $1`,
    resource.id,
  );
}

test('an installation whose provider told its plan only when asked has drifted, and takes it over', async () => {
  const { findings, reconciliation } = await reconcile({ installation });

  expect(findings).toMatchObject([
    {
      kind: 'drift',
      resourceId: null,
      externalId: null,
      here: { billingPlan: null },
      there: { billingPlan: 'free' },
    },
  ]);
  expect((await repair(reconciliation.id, findings[0]?.id ?? '')).status).toBe(200);
});

test('what both sides have alike is no finding, and nothing is changed at a provider by looking', async () => {
  const resource = await provision(world, installation);
  world.provider.seen.length = 0;

  const { reconciliation, findings } = await reconcile({ integration: 'scripted' });

  expect(findings).toEqual([]);
  expect(reconciliation).toMatchObject({
    origin: 'asked',
    integration: 'scripted',
    installations: 1,
    resources: 1,
    unanswered: [],
    findings: { high: 0, medium: 0, low: 0, open: 0, repairable: 0 },
  });
  // one that lists what it has is asked twice for the whole installation
  expect(world.provider.seen.filter(isGet)).toHaveLength(2);
  expect(world.provider.seen.filter((call) => !isGet(call))).toEqual([]);
  await tidy(resource);
});

test('drift is told with both sides, and repaired by taking over what the provider says', async () => {
  const resource = await provision(world, installation);
  const there = atProvider(resource.externalId ?? '');
  there.status = 'suspended';
  there.name = 'renamed-there';

  const { found, report } = await findingOf(there.id);

  expect(found).toMatchObject([
    {
      kind: 'drift',
      severity: 'medium',
      resourceId: resource.id,
      team: { slug: world.team },
      here: { status: 'ready', name: resource.name },
      there: { status: 'suspended', name: 'renamed-there' },
      repair: 'take-over',
      state: 'open',
    },
  ]);
  const repaired = await repair(report, found[0]?.id ?? '');
  expect([repaired.status, repaired.body.finding.state]).toEqual([200, 'repaired']);
  const params = { team: world.team, resource: resource.id };
  const { body } = await world.owner.api(k.getTeamResource, { params, query: {} });
  expect(body.resource).toMatchObject({ name: 'renamed-there', status: 'suspended' });
  expect((await repair(report, found[0]?.id ?? '')).status).toBe(200);
  expect((await findingOf(there.id)).found).toEqual([]);
  await tidy(resource);
});

test('a ghost is forgotten only while it is one', async () => {
  const resource = await provision(world, installation);
  const externalId = resource.externalId ?? '';
  const there = atProvider(externalId);
  world.provider.resources.delete(externalId);
  const { found, report } = await findingOf(externalId);
  expect(found).toMatchObject([{ kind: 'ghost', repair: 'forget', there: { answer: '404' } }]);

  world.provider.resources.set(externalId, there);
  const early = await repair(report, found[0]?.id ?? '');
  expect([early.status, early.error?.code]).toEqual([409, 'repair_not_needed']);
  expect(await lifecycleOf(resource.id)).toBe('active');

  world.provider.resources.delete(externalId);
  expect((await repair(report, found[0]?.id ?? '')).status).toBe(200);
  expect(await lifecycleOf(resource.id)).toBe('deleted');
  expect((await findingOf(externalId)).found).toEqual([]);
});

test('what was deleted here and is still there is removed by an operation, once', async () => {
  const resource = await provision(world, installation);
  const there = atProvider(resource.externalId ?? '');
  const params = { team: world.team, resource: resource.id };
  await world.owner.api(k.deleteTeamResource, { params });
  world.provider.resources.set(there.id, there);

  const { found, report } = await findingOf(there.id);
  expect(found).toMatchObject([{ kind: 'orphan', severity: 'high', repair: 'remove' }]);
  const repaired = await repair(report, found[0]?.id ?? '');

  expect(repaired.body.finding).toMatchObject({
    state: 'repaired',
    operationId: expect.stringMatching(/^op_/),
  });
  expect(world.provider.resources.has(there.id)).toBe(false);
  const removals = () => world.provider.seen.filter(({ method }) => method === 'DELETE').length;
  const before = removals();
  expect((await repair(report, found[0]?.id ?? '')).status).toBe(200);
  expect(removals()).toBe(before);
});

test('what an operation in doubt left there is removed, and what nobody asked for is not', async () => {
  const isProvision = ({ method, path }: Seen) => method === 'POST' && path.endsWith('/resources');
  const isList = ({ method, path }: Seen) => method === 'GET' && path.endsWith('/resources');
  // every answer is lost, and then it cannot even be asked what became of it
  world.provider.misbehave(isProvision, ...always({ kind: 'cut-after' }, 3));
  world.provider.misbehave(isList, { kind: 'answer', status: 403, body: '{}' });
  const asked = wanted({ billingPlanId: 'free' });
  await world.owner.api(k.createResource, {
    params: { team: world.team, installation },
    body: asked,
  });
  const left = await eventually(async () =>
    [...world.provider.resources.values()].find(({ name }) => name === asked.name),
  );
  await eventually(async () => {
    const params = { team: world.team };
    const { body } = await world.owner.api(k.listOperations, { params, query: {} });
    return body.operations[0]?.refusal?.code === 'provider_outcome_unknown';
  });
  const other = stranger();

  const { found, report } = await findingOf(left.id);
  const [unasked] = (await findingOf(other.id)).found;

  expect(found).toMatchObject([{ kind: 'orphan', repair: 'remove', resourceId: null }]);
  expect(unasked).toMatchObject({ kind: 'orphan', severity: 'medium', repair: null });
  expect((await repair(report, found[0]?.id ?? '')).status).toBe(200);
  expect(world.provider.resources.has(left.id)).toBe(false);
  const refused = await repair(report, unasked?.id ?? '');
  expect([refused.status, refused.error?.code]).toEqual([404, 'finding_not_found']);
});

test('what was imported by the time of the repair is kept', async () => {
  const resource = await provision(world, installation);
  const there = atProvider(resource.externalId ?? '');
  const params = { team: world.team, resource: resource.id };
  await world.owner.api(k.deleteTeamResource, { params });
  world.provider.resources.set(there.id, there);
  const { found, report } = await findingOf(there.id);
  const brought = await asProvider()(p.importResource, {
    params: { installationId: installation, resourceId: there.id },
    body: { productId: 'db', name: 'brought-back', status: 'ready', ownership: 'owned' },
  });
  expect(brought.status).toBe(200);

  const refused = await repair(report, found[0]?.id ?? '');

  expect([refused.status, refused.error?.code]).toEqual([409, 'repair_not_needed']);
  expect(world.provider.resources.has(there.id)).toBe(true);
  expect((await findingOf(there.id)).found.filter(({ kind }) => kind === 'orphan')).toEqual([]);

  // and if its provider loses it, nobody forgets what was imported
  world.provider.resources.delete(there.id);
  const lost = await findingOf(there.id);
  expect(lost.found).toMatchObject([{ kind: 'ghost', repair: null, here: { origin: 'imported' } }]);
  const still = await repair(lost.report, lost.found[0]?.id ?? '');
  expect([still.status, still.error?.code]).toEqual([409, 'repair_not_offered']);
  await sql(
    `update resource set lifecycle = 'deleted', deleted_at = now() - interval '60 days'
     where external_id = $1`,
    there.id,
  );
});

test('bills of what is gone are found on both sides', async () => {
  const gone = await provision(world, installation);
  const ghost = await provision(world, installation);
  const bill = async (externalId: string) => {
    const { invoice } = billingOf(externalId);
    const answer = await asProvider()(p.submitInvoice, {
      params: { installationId: installation },
      body: invoice(),
    });
    expect(answer.status).toBe(200);
  };
  await bill(gone.externalId ?? '');
  await bill(ghost.externalId ?? '');
  world.provider.resources.delete(ghost.externalId ?? '');
  await world.owner.api(k.deleteTeamResource, {
    params: { team: world.team, resource: gone.id },
  });
  // it was gone before the billed time began
  await sql(
    `update resource set deleted_at = now() - interval '20 days' where resource_id = $1`,
    gone.id,
  );

  const { findings } = await reconcile({ installation });

  const kinds = findings.map(({ kind, externalId }) => [kind, externalId]);
  expect(kinds).toContainEqual(['billed-but-gone', gone.externalId]);
  expect(kinds).toContainEqual(['ghost', ghost.externalId]);
  expect(kinds).toContainEqual(['gone-but-billed', ghost.externalId]);
  const [billed] = findings.filter(({ kind }) => kind === 'billed-but-gone');
  expect(billed).toMatchObject({ repair: null, there: { source: 'invoice' }, severity: 'high' });
  await sql('delete from invoice_subject');
  await sql(`update invoice set state = 'refunded'`);
  await tidy(gone);
  await tidy(ghost);
});

test('a provider that does not list what it has is asked about each', async () => {
  const resource = await provision(world, installation);
  const there = atProvider(resource.externalId ?? '');
  there.status = 'error';
  world.provider.misbehave(
    ({ method, path }) => method === 'GET' && path.endsWith('/resources'),
    ...always({ kind: 'answer', status: 405, body: '' }),
  );

  const { findings, reconciliation } = await reconcile({ installation });

  expect(reconciliation.unanswered).toEqual([]);
  expect(findings.filter(({ kind }) => kind === 'drift')).toMatchObject([
    { externalId: there.id, there: { status: 'error' } },
  ]);
  // what the operation in doubt of an earlier test left cannot be asked for
  expect(findings.map(({ kind }) => kind)).toContain('unknown-outcome');
  await tidy(resource);
});

test('a provider that says "not now" is waited for, and one that says it for ever is left', async () => {
  world.provider.misbehave(isGet, ...always(later, 1));
  const { reconciliation } = await reconcile({ installation });
  world.provider.misbehave(isGet, ...always(later, 4));
  const { reconciliation: given } = await reconcile({ installation });

  expect(reconciliation).toMatchObject({ installations: 1, unanswered: [] });
  expect(given).toMatchObject({
    installations: 0,
    unanswered: [
      { integration: 'scripted', reason: expect.stringContaining('left for next time') },
    ],
  });
});

const later: Fault = {
  kind: 'answer',
  status: 429,
  body: '{}',
  headers: { 'retry-after': '0' },
};

test('only an operator compares and repairs, and what is not there is not found', async () => {
  const other = await world.signUp('Vera');
  const nowhere = { reconciliation: 'rcn_nothing', finding: 'fnd_nothing' };
  const tried = await Promise.all([
    other.api(k.startReconciliation, { body: {} }),
    other.api(k.listReconciliations, {}),
    other.api(k.getReconciliation, { params: nowhere }),
    other.api(k.listFindings, { params: nowhere, query: {} }),
    other.api(k.repairFinding, { params: nowhere, body: {} }),
  ]);
  const { api } = world.owner;
  const missing = await Promise.all([
    api(k.startReconciliation, { body: { integration: 'nothing' } }),
    api(k.startReconciliation, { body: { installation: 'icfg_nothing' } }),
    api(k.getReconciliation, { params: nowhere }),
    api(k.listFindings, { params: nowhere, query: {} }),
    api(k.repairFinding, { params: nowhere, body: {} }),
  ]);

  expect(tried.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403]);
  expect(missing.map(({ status, error }) => [status, error?.code])).toEqual([
    [404, 'integration_not_found'],
    [404, 'installation_not_found'],
    [404, 'reconciliation_not_found'],
    [404, 'reconciliation_not_found'],
    [404, 'finding_not_found'],
  ]);
});

test('an account of an installation that is over is found and removed with all that is in it', async () => {
  const account = world.provider.installations.get(installation);
  if (account === undefined) throw new Error('the provider has no account');
  const params = { team: world.team, installation };
  const removed = await world.owner.api(k.uninstall, { params });
  expect(removed.status).toBe(200);
  world.provider.installations.set(installation, account);

  const { findings, reconciliation } = await reconcile({ installation });
  expect(findings).toMatchObject([{ kind: 'orphan', externalId: null, repair: 'remove' }]);
  expect((await repair(reconciliation.id, findings[0]?.id ?? '')).status).toBe(200);

  expect(world.provider.installations.has(installation)).toBe(false);
  const { body } = await world.owner.api(k.listReconciliations, { query: { limit: 1 } });
  expect(body.reconciliations).toMatchObject([
    { id: reconciliation.id, findings: { high: 1, open: 0, repairable: 0 } },
  ]);
});
