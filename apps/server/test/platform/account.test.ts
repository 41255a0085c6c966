import { expect, test } from 'vitest';
import { setReadsGlobalUserIds } from '../../src/postgres/integration-permissions.ts';
import { eventsOf } from '../catalog/host.ts';
import { type Installed, installed, usePlatform } from './installed.ts';

const platform = usePlatform();
const { host } = platform;

test('the account is the team, with the best person to reach', async () => {
  const { say, team, people, installation } = await installed(platform, {
    roles: ['viewer', 'developer', 'owner'],
  });

  const account = await say('GET', '/account');

  expect(account.status).toBe(200);
  expect(account.body).toEqual({
    name: team.name,
    url: `https://host.example/installations/${installation.id}`,
    contact: { email: people[2]?.email, name: 'owner' },
  });
});

test('the contact is asked live: who has left is not told any more', async () => {
  const { say, people } = await installed(platform, { roles: ['owner', 'member'] });
  const contact = async () => (await say('GET', '/account')).body.contact?.email ?? null;
  const leave = (id = '') =>
    host.database.read('delete from people."member" where "userId" = $1', [id]);

  const first = await contact();
  await leave(people[0]?.id);
  const second = await contact();
  await leave(people[1]?.id);
  const none = await contact();

  expect([first, second, none]).toEqual([people[0]?.email, people[1]?.email, null]);
});

test.each([
  ['owner', 'ADMIN'],
  ['member', 'ADMIN'],
  ['developer', 'ADMIN'],
  ['billing', 'USER'],
  ['viewer', 'USER'],
] as const)('a member with the role %s is %s to a provider', async (role, expected) => {
  const { say, people, integration } = await installed(platform, { roles: [role] });
  const [person] = people;
  const memberId = platform.parts().pairwise.userIdFor(person?.id ?? '', integration.id);

  const member = await say('GET', `/member/${memberId}`);

  expect(member.status).toBe(200);
  expect(member.body).toEqual({ id: memberId, role: expected, userEmail: person?.email });
});

test('an id across integrations is told where the operator allows it, and the same to all', async () => {
  const global = async ({ say, people, integration }: Installed, isAllowed: boolean) => {
    const { read } = platform.host.database;
    await setReadsGlobalUserIds(read, integration.slug, isAllowed);
    const memberId = platform.parts().pairwise.userIdFor(people[0]?.id ?? '', integration.id);
    return (await say('GET', `/member/${memberId}`)).body.globalUserId;
  };
  const mine = await installed(platform);
  const other = await installed(platform);

  expect(await global(mine, false)).toBeUndefined();
  const id = await global(mine, true);
  expect(id).toMatch(/^[0-9a-f]{32}$/);
  expect(await global(other, true)).not.toBe(id);
  const { globalUserIdFor } = platform.parts().pairwise;
  expect(globalUserIdFor(mine.people[0]?.id ?? '')).toBe(id);
});

test('nobody else is a member, under whatever id', async () => {
  const { say, people, integration } = await installed(platform);
  const other = await installed(platform);
  const { userIdFor } = platform.parts().pairwise;
  const outsider = userIdFor(other.people[0]?.id ?? '', integration.id);
  const asOthersSee = userIdFor(people[0]?.id ?? '', other.integration.id);

  for (const id of [outsider, asOthersSee, people[0]?.id]) {
    const answer = await say('GET', `/member/${id}`);
    expect([answer.status, answer.body.error.code, answer.body.error.reason]).toEqual([
      404,
      'not_found',
      'member_not_found',
    ]);
  }
});

test('the token of an installation is good for its own alone', async () => {
  const mine = await installed(platform);
  const other = await installed(platform);

  const foreign = await host.send('GET', `${other.at}/account`, { token: mine.token });
  const unsigned = await host.send('GET', `${mine.at}/account`);

  expect([foreign.status, foreign.body.error.code]).toEqual([403, 'forbidden']);
  expect(unsigned.status).toBe(401);
});

test('the same is answered under /api', async () => {
  const { at, token } = await installed(platform);

  expect((await host.send('GET', `/api${at}/account`, { token })).status).toBe(200);
});

const plan = { id: 'pro', type: 'subscription', name: 'Pro', anything: { goes: true } };

async function rowOf(id: string) {
  const [row] = await host.database.read<Record<string, unknown>>(
    `select status, external_id, billing_plan, notification from installation
     where installation_id = $1`,
    [id],
  );
  return row;
}

test('what a provider pushes of an installation is kept, and told in an event', async () => {
  const { say, installation, team } = await installed(platform);
  const notification = { level: 'warn', title: 'Card expired', href: 'sso:https://acme.test/' };

  const pushed = await say('PATCH', '', {
    status: 'suspended',
    externalId: 'acct_1',
    billingPlan: plan,
    notification,
  });

  expect([pushed.status, pushed.body]).toEqual([204, '']);
  expect(await rowOf(installation.id)).toEqual({
    status: 'suspended',
    external_id: 'acct_1',
    billing_plan: { ...plan, description: '', scope: 'resource', paymentMethodRequired: true },
    notification,
  });
  const unset = {
    status: 'ready',
    externalId: null,
    billingPlanId: null,
    pendingBillingPlanId: null,
    notification: null,
  };
  expect(await eventsOf(host.database, team.id)).toEqual([
    {
      type: 'installation.updated',
      actor: { kind: 'provider', installationId: installation.id },
      subject: { installation: installation.id },
      data: {
        before: unset,
        after: {
          status: 'suspended',
          externalId: 'acct_1',
          billingPlanId: 'pro',
          pendingBillingPlanId: null,
          notification: 'Card expired',
        },
      },
    },
  ]);
});

test('saying it again, or saying nothing, changes nothing and leaves no event', async () => {
  const { say, team } = await installed(platform);
  const body = { status: 'ready', billingPlan: { ...plan, details: [{ value: 'a', label: 'b' }] } };

  await say('PATCH', '', body);
  const again = await say('PATCH', '', body);
  const nothing = await say('PATCH', '');
  const empty = await say('PATCH', '', {});

  expect([again, nothing, empty].map(({ status }) => status)).toEqual([204, 204, 204]);
  expect(await eventsOf(host.database, team.id)).toHaveLength(1);
});

test.each([[null], ['']])('the notification %j clears', async (cleared) => {
  const { say, installation } = await installed(platform);

  await say('PATCH', '', { notification: 'Soon full' });
  expect(await rowOf(installation.id)).toMatchObject({
    notification: { level: 'info', title: 'Soon full' },
  });
  await say('PATCH', '', { notification: cleared });

  expect(await rowOf(installation.id)).toMatchObject({ notification: null });
});

test('a key of a plan that cannot be read is left out, and the plan is taken', async () => {
  const { say, installation } = await installed(platform);

  const pushed = await say('PATCH', '', {
    billingPlan: { ...plan, minimumAmount: 10, scope: 'installation', cost: '$10' },
  });

  expect(pushed.status).toBe(204);
  expect((await rowOf(installation.id))?.billing_plan).toEqual({
    ...plan,
    cost: '$10',
    scope: 'installation',
    description: '',
    paymentMethodRequired: true,
  });
});

test.each([
  [{ notifications: null }, 'notifications'],
  [{ status: 'available' }, 'status'],
  [{ billingPlan: { id: 'pro', type: 'subscription' } }, 'billingPlan.name'],
  [{ notification: { level: 'info', title: 'x', href: 'javascript:alert(1)' } }, 'notification'],
  ['{', 'JSON'],
])('a body that the protocol closes is refused by name: %j', async (body, named) => {
  const { say } = await installed(platform);

  const refused = await say('PATCH', '', body);

  expect([refused.status, refused.body.error.code]).toEqual([400, 'bad_request']);
  expect(refused.body.error.message).toContain(named);
});

test('a provider may speak of an installation before it has answered that it is open', async () => {
  const { say, installation } = await installed(platform, { lifecycle: 'installing' });

  expect((await say('PATCH', '', { externalId: 'acct_1' })).status).toBe(204);
  expect(await rowOf(installation.id)).toMatchObject({ external_id: 'acct_1' });
});

test('a former installation is read until it is finalized, and never changed', async () => {
  const { say, installation } = await installed(platform, { lifecycle: 'uninstalled' });

  const reading = await Promise.all([say('GET', '/account'), say('GET', '/resources')]);
  const changing = await Promise.all([
    say('PATCH', '', { status: 'ready' }),
    say('PUT', '/resources/r', { productId: 'postgres', name: 'r', status: 'ready' }),
    say('PATCH', '/resources/r', { name: 'r' }),
    say('DELETE', '/resources/r'),
    say('PUT', '/resources/r/secrets', { secrets: [] }),
    say('POST', '/events', { event: { type: 'installation.updated' } }),
  ]);

  expect(reading.map(({ status }) => status)).toEqual([200, 200]);
  for (const { status, body } of changing) {
    expect([status, body.error.code, body.error.reason]).toEqual([
      409,
      'conflict',
      'not_installed',
    ]);
  }
  await host.database.read(
    'update installation set finalized_at = now() where installation_id = $1',
    [installation.id],
  );
  host.clock.now = new Date(host.clock.now.getTime() + 5000);
  expect((await say('GET', '/account')).status).toBe(401);
});
