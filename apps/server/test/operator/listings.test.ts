import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { install, provision } from '../world/story.ts';
import { anotherTeam } from '../world/two-teams.ts';
import { type Person, publish, startWorld, type World } from '../world/world.ts';

let world: World;
/** Publishes here, and does not run the host. */
let provider: Person;
const team = 'makers';
beforeAll(async () => {
  world = await startWorld({ listings: 'approved' });
  provider = await world.signUp('Pia');
  await provider.api(k.createTeam, { body: { name: 'Makers', slug: team } });
});
afterAll(() => world.close());

let count = 0;
/** An integration that was submitted, and is another one's each time. */
async function submitted() {
  count += 1;
  const slug = `made-${count}`;
  return publish(provider.api, team, world.provider.baseUrl, slug);
}
const operator = () => world.owner.api;

async function review(integration: string) {
  const { body } = await operator()(k.reviewListing, { params: { integration } });
  return body;
}
async function approve(integration: string) {
  const { revision } = await review(integration);
  return operator()(k.decideListing, {
    params: { integration },
    body: { decision: 'approve', revision },
  });
}
const decide = (integration: string, decision: 'refuse' | 'unlist', reason = 'not yet') =>
  operator()(k.decideListing, { params: { integration }, body: { decision, reason } });
async function standing(integration: string) {
  const { body } = await provider.api(k.getIntegration, { params: { team, integration } });
  return { ...body.integration.listing, isPublished: body.integration.isPublished };
}
async function isInCatalog(slug: string) {
  const { body } = await world.anonymous(k.listCatalog, {});
  return body.integrations.some((each) => each.slug === slug);
}

test('what was submitted is in the catalogue once an operator has approved it', async () => {
  const { id, slug } = await submitted();
  expect(await standing(id)).toMatchObject({
    state: 'submitted',
    needsApproval: true,
    isPublished: false,
  });
  expect(await isInCatalog(slug)).toBe(false);
  const { body: listed } = await operator()(k.listListings, { query: { state: 'submitted' } });
  expect(listed.needsApproval).toBe(true);
  expect(listed.listings.find(({ integration }) => integration.id === id)).toMatchObject({
    team: { slug: team },
    approvedAt: null,
    hasChanged: true,
    installations: 0,
  });

  const approved = await approve(slug);

  expect(approved.body.listing).toMatchObject({ state: 'listed', hasChanged: false });
  expect(await standing(id)).toMatchObject({ state: 'listed', isPublished: true });
  expect(await isInCatalog(slug)).toBe(true);
  const { body } = await provider.api(k.listEvents, { params: { team }, query: { subject: id } });
  expect(body.events.slice(0, 2)).toMatchObject([
    {
      type: 'listing.decided',
      actor: { kind: 'person', userId: world.owner.userId },
      data: { decision: 'approve', before: 'submitted', after: 'listed' },
    },
    { type: 'listing.submitted', data: { before: 'draft', after: 'submitted' } },
  ]);
});

test('a review shows what changed since the approval, and what was not reviewed is not approved', async () => {
  const { id } = await submitted();
  const first = await review(id);
  expect(first.changes).toContainEqual({
    field: 'developer',
    before: null,
    after: 'Scripted Ltd',
  });
  expect(JSON.stringify(first)).not.toContain('clientSecret');
  await approve(id);
  await provider.api(k.updateIntegration, {
    params: { team, integration: id },
    body: { developer: 'Somebody else' },
  });
  await provider.api(k.putProduct, {
    params: { team, integration: id, product: 'cache' },
    body: { name: 'Cache', metadataSchema: { type: 'object', properties: {} } },
  });

  const second = await review(id);

  expect(second.listing).toMatchObject({ state: 'listed', hasChanged: true });
  expect(second.changes.map(({ field }) => field)).toEqual(['developer', 'products.cache']);
  expect(second.changes[0]).toMatchObject({ before: 'Scripted Ltd', after: 'Somebody else' });
  const stale = await operator()(k.decideListing, {
    params: { integration: id },
    body: { decision: 'approve', revision: first.revision },
  });
  expect([stale.status, stale.error?.code]).toEqual([409, 'listing_changed']);
  await approve(id);
  expect((await review(id)).changes).toEqual([]);
});

test('a refusal tells its provider why, who changes it and submits it again', async () => {
  const { id, slug } = await submitted();
  await decide(id, 'refuse', 'Say who you are');
  expect(await standing(id)).toMatchObject({ state: 'refused', reason: 'Say who you are' });

  const again = await provider.api(k.submitListing, {
    params: { team, integration: slug },
    body: { note: 'We are Makers' },
  });

  expect(again.body.listing).toMatchObject({ state: 'submitted', note: 'We are Makers' });
  expect((await review(id)).listing).toMatchObject({ note: 'We are Makers' });
  const withdrawn = await provider.api(k.withdrawListing, { params: { team, integration: slug } });
  expect(withdrawn.body.listing.state).toBe('draft');
  const early = await approve(id);
  expect([early.status, early.error]).toMatchObject([
    409,
    { code: 'listing_state', state: 'draft' },
  ]);
});

test('what is unlisted goes on where it is installed, and nobody new installs it', async () => {
  const { id, slug, clientSecret } = await submitted();
  await approve(id);
  world.provider.become(id, world.url, clientSecret);
  const customer = await anotherTeam(world);
  const stage = { ...customer, integration: { id, slug, clientSecret } };
  const installation = await install(stage);
  const newcomer = await anotherTeam(world);

  const { body } = await decide(id, 'unlist', 'It was reported');

  expect(body.listing).toMatchObject({ state: 'unlisted', installations: 1 });
  expect(await isInCatalog(slug)).toBe(false);
  const refused = await newcomer.owner.api(k.install, {
    params: { team: newcomer.team },
    body: { integration: slug, acceptedPolicies: ['toc', 'eula'] },
  });
  expect([refused.status, refused.error?.code]).toEqual([404, 'integration_not_found']);
  const resource = await provision(stage, installation);
  expect(resource.lifecycle).toBe('active');
  const seenBy = async ({ owner, team: named }: typeof customer) => {
    const params = { team: named, integration: slug };
    const { status, body: seen } = await owner.api(k.getTeamListing, { params });
    const list = await owner.api(k.listTeamCatalog, { params: { team: named }, query: {} });
    const isThere = list.body.integrations.some((each) => each.id === id);
    const plans = await owner.api(k.listCatalogPlans, {
      params: { ...params, product: 'db' },
      query: {},
    });
    return [status, seen?.integration?.isListed, isThere, plans.status];
  };
  expect(await seenBy(customer)).toEqual([200, false, true, 200]);
  expect(await seenBy(newcomer)).toEqual([404, undefined, false, 404]);
  world.provider.become(world.integration.id, world.url, world.integration.clientSecret);
});

test('whoever decides is told by the provider what a product costs, before anybody else can ask', async () => {
  const { id, clientSecret } = await submitted();
  world.provider.become(id, world.url, clientSecret);
  const params = { integration: id, product: 'db' };

  const told = await operator()(k.listReviewedPlans, { params });
  const nowhere = await operator()(k.listReviewedPlans, { params: { ...params, product: 'no' } });
  const stranger = await provider.api(k.listReviewedPlans, { params });
  world.provider.become(world.integration.id, world.url, world.integration.clientSecret);

  expect(told.body.plans.map((plan) => plan.id)).toEqual(['free', 'pro']);
  expect([nowhere.status, nowhere.error.code]).toEqual([404, 'product_not_found']);
  expect(stranger.status).toBe(403);
});

test('a draft is in the catalogue of its own team alone', async () => {
  const { id, slug } = await submitted();
  const other = await anotherTeam(world);

  const own = await provider.api(k.getTeamListing, { params: { team, integration: slug } });
  const elsewhere = await other.owner.api(k.getTeamListing, {
    params: { team: other.team, integration: slug },
  });

  expect(own.body.integration).toMatchObject({ id, isListed: false });
  expect([elsewhere.status, elsewhere.error?.code]).toEqual([404, 'integration_not_found']);
});

test('listings are refused with every reason', async () => {
  const { id } = await submitted();
  const params = { integration: id };
  const bodies = [
    { decision: 'refuse' },
    { decision: 'refuse', reason: '  ' },
    { decision: 'approve' },
    { decision: 'vanish', reason: 'x' },
    { decision: 'unlist', reason: 'x', revision: 'y' },
  ];
  for (const body of bodies) {
    const { status, error } = await operator()(k.decideListing, { params, body: body as never });
    expect([status, error?.code], JSON.stringify(body)).toEqual([400, 'invalid_request']);
  }
  const unlisted = await decide(id, 'unlist');
  expect([unlisted.status, unlisted.error?.code]).toEqual([409, 'listing_state']);
  const nowhere = await decide('nothing', 'unlist');
  expect([nowhere.status, nowhere.error?.code]).toEqual([404, 'integration_not_found']);
  const foreign = await world.owner.api(k.submitListing, {
    params: { team: world.team, integration: id },
    body: {},
  });
  expect([foreign.status, foreign.error?.code]).toEqual([404, 'integration_not_found']);
  const statuses = await Promise.all([
    provider.api(k.listListings, { query: {} }),
    provider.api(k.reviewListing, { params }),
    provider.api(k.decideListing, { params, body: { decision: 'refuse', reason: 'x' } }),
  ]);
  expect(statuses.map(({ status }) => status)).toEqual([403, 403, 403]);
});

test('of two decisions at once one holds, and both say how it stands then', async () => {
  const { id } = await submitted();
  const { revision } = await review(id);
  const params = { integration: id };

  const answers = await Promise.all([
    operator()(k.decideListing, { params, body: { decision: 'approve', revision } }),
    decide(id, 'refuse'),
  ]);

  const { state } = (await review(id)).listing;
  expect(['listed', 'refused']).toContain(state);
  const refused = answers.find(({ status }) => status === 409);
  expect(state === 'listed' ? refused?.error?.code : 'listing_state').toBe('listing_state');
});
