import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { restEndpoints as r } from '@kontor/protocol/rest';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { pruneMails } from '../../src/jobs/send-mails.ts';
import { eventually } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';
import { startMailServer } from './mail-server.ts';

let now = new Date('2026-02-01T10:00:00.000Z');
let mail: Awaited<ReturnType<typeof startMailServer>>;
let world: World;
beforeAll(async () => {
  mail = await startMailServer();
  world = await startWorld({ now: () => now, mail: mail.settings });
});
afterAll(async () => {
  await world.close();
  await mail.down();
});

let count = 0;
let email: string;
beforeEach(() => {
  count += 1;
  email = `guest-${count}@mail.example`;
  Object.assign(mail.script, { refusals: [], tries: 0 });
});

const params = () => ({ team: world.team });
const invite = async (to = email) => {
  const { status, body } = await world.owner.api(k.createInvitation, {
    params: params(),
    body: { email: to, role: 'developer' },
  });
  expect(status).toBe(201);
  return body.invitation;
};
const stateOf = async (id: string) => {
  const { body } = await world.owner.api(k.listInvitations, { params: params() });
  return body.invitations.find((each) => each.id === id)?.mail;
};
const rowOf = async (about: string) => {
  const [row] = await world.database.read<{ failure: string; sealed: unknown; attempts: number }>(
    'select failure, sealed, attempts from mail where about = $1',
    [about],
  );
  return row;
};

test('whoever is invited is mailed the link, as text and as markup', async () => {
  const invitation = await invite();
  const arrived = await eventually(async () => mail.to(email));

  expect(invitation).toMatchObject({ email, role: 'developer', invitedBy: 'Ada', mail: 'waiting' });
  expect(invitation.url).toBe(`${world.url}/invitations/${invitation.id}`);
  expect(arrived?.from).toBe('kontor@host.example');
  expect(arrived?.headers).toMatchObject({
    from: 'Kontor <kontor@host.example>',
    subject: 'Ada invites you to Acme',
    'auto-submitted': 'auto-generated',
  });
  expect(arrived?.text).toContain('good until 8 February 2026 (UTC)');
  expect(arrived?.text).toContain(invitation.url);
  expect(arrived?.html).toContain(`<a href="${invitation.url}">`);
  await eventually(async () => (await stateOf(invitation.id)) === 'sent');
  expect(await rowOf(invitation.id)).toEqual({ failure: null, sealed: null, attempts: 1 });
});

test('what people have typed is text in a mail, on one line of its subject', async () => {
  const made = await world.owner.api(k.createTeam, {
    body: { name: 'A & <b>B</b> "C"\u2028x', slug: `odd-${count}` },
  });
  await world.owner.api(r.inviteRestMember, {
    params: { team: made.body.team.id },
    body: { email, role: 'VIEWER' },
  });
  const arrived = await eventually(async () => mail.to(email));

  expect(arrived?.headers.subject).toBe('Ada invites you to A & <b>B</b> "C" x');
  expect(arrived?.html).toContain('A &amp; &lt;b&gt;B&lt;/b&gt; &quot;C&quot; x');
  expect(arrived?.html).not.toContain('<b>');
});

test('a mail that the server cannot take now is tried again, and is the same one', async () => {
  mail.script.refusals = [{ code: 451, message: '4.3.0 try later' }];
  const { id } = await invite();
  await eventually(async () => (await rowOf(id))?.failure === 'EENVELOPE RCPT TO 451 4.3.0');
  const before = await stateOf(id);

  now = new Date(now.getTime() + 11_000);
  const arrived = await eventually(async () => mail.to(email));

  expect([before, mail.script.tries]).toEqual(['waiting', 2]);
  expect(arrived?.headers['message-id']).toMatch(/^<[0-9A-Za-z]{24}@127\.0\.0\.1>$/);
  await eventually(async () => (await stateOf(id)) === 'sent');
});

test('a mail that the server will never take is not tried again, and the invitation says so', async () => {
  mail.script.refusals = [{ code: 550, message: '5.1.1 no such user http://quoted.example' }];
  const { id } = await invite();
  await eventually(async () => (await stateOf(id)) === 'failed');

  expect(await rowOf(id)).toMatchObject({
    failure: 'EENVELOPE RCPT TO 550 5.1.1',
    attempts: 1,
  });
  expect(world.logs.join('')).toContain('a mail cannot be sent');
});

test('an invitation that is taken back before its mail could be sent is not mailed any more', async () => {
  mail.script.refusals = [{ code: 451, message: 'later' }];
  const { id } = await invite();
  await eventually(async () => (await rowOf(id))?.failure != null);

  await world.owner.api(k.deleteInvitation, { params: { ...params(), invitation: id } });

  expect(await rowOf(id)).toBeUndefined();
});

const failedOnes = async () => (await world.owner.api(k.listMails, { query: {} })).body.mails;
const failing = async (to = email) => {
  mail.script.refusals = [{ code: 550, message: '5.1.1 no such user' }];
  const invitation = await invite(to);
  await eventually(async () => (await stateOf(invitation.id)) === 'failed');
  const found = (await failedOnes()).find((each) => each.to === to);
  return { ...invitation, mailId: found?.id ?? '', found };
};
const again = (id: string) => world.owner.api(k.sendMailAgain, { params: { mail: id } });

test('an operator sees what failed and why, and sends it again, once', async () => {
  const { id, url, mailId, found } = await failing();
  expect(found).toMatchObject({
    kind: 'invitation',
    state: 'failed',
    failure: 'EENVELOPE RCPT TO 550 5.1.1',
    attempts: 1,
    sendableUntil: new Date(now.getTime() + 7 * 24 * 60 * 60 * 1000).toISOString(),
  });

  const both = await Promise.all([again(mailId), again(mailId)]);

  expect(both.map(({ status }) => status).sort()).toEqual([202, 409]);
  const arrived = await eventually(async () => mail.to(email));
  expect(arrived?.text).toContain(url);
  expect(arrived?.headers['message-id']).toContain(mailId);
  await eventually(async () => (await stateOf(id)) === 'sent');
  expect((await failedOnes()).some(({ id: each }) => each === mailId)).toBe(false);
  expect((await again(mailId)).error.code).toBe('mail_not_sendable');
  expect(await rowOf(id)).toMatchObject({ sealed: null });
  const { body } = await world.owner.api(k.listAuditEvents, { query: { type: 'mail.*' } });
  expect(body.events).toMatchObject([
    {
      type: 'mail.sent-again',
      team: null,
      subject: { mail: mailId },
      data: { kind: 'invitation' },
    },
  ]);
});

test('a letter that failed is kept no longer than a week, and not once what it leads to is taken back', async () => {
  const kept = await failing();
  const takenBack = await failing(`other-${email}`).then(async (made) => {
    await world.owner.api(k.deleteInvitation, { params: { ...params(), invitation: made.id } });
    return made;
  });

  const late = await world.owner.api(k.sendMailAgain, { params: { mail: takenBack.mailId } });
  const before = now;
  now = new Date(now.getTime() + 7 * 24 * 60 * 60 * 1000);
  const over = await again(kept.mailId);
  await pruneMails(world.database.read, now);
  now = before;

  expect([late, over].map(({ error }) => error.code)).toEqual([
    'mail_not_sendable',
    'mail_not_sendable',
  ]);
  expect(over.error.message).toContain('its letter is gone');
  expect(await rowOf(kept.id)).toMatchObject({ sealed: null });
  expect(await rowOf(takenBack.id)).toMatchObject({ sealed: null });
});

test('an unknown mail, a state that is none, and whoever is no operator are refused', async () => {
  const member = await world.signUp('Moritz');

  const answers = [
    await again('nowhere'),
    await world.owner.api(k.listMails, { query: { state: 'lost' as never } }),
    await member.api(k.listMails, { query: {} }),
    await member.api(k.sendMailAgain, { params: { mail: 'nowhere' } }),
  ];

  expect(answers.map(({ status }) => status)).toEqual([404, 400, 403, 403]);
});

test('of a mail to somebody, neither code nor password stands in the log or in an event', async () => {
  const { id } = await invite();
  await eventually(async () => mail.to(email));

  const events = await world.database.read<{ text: string }>(
    `select e::text as text from event e where type = 'member.invited'`,
  );
  const written = world.logs.join('') + events.map(({ text }) => text).join('');
  expect(written).not.toContain(id);
  expect(written).not.toContain('hunter2');
});

test('a mail that a process has begun and never ended is sent by another once its time is over', async () => {
  mail.script.refusals = [{ code: 451, message: 'later' }];
  const { id } = await invite();
  await eventually(async () => (await rowOf(id))?.failure != null);
  // as a process leaves it that dies while it sends
  await world.database.read('update mail set due_at = $2 where about = $1', [
    id,
    new Date(now.getTime() + 120_000),
  ]);

  now = new Date(now.getTime() + 121_000);

  await eventually(async () => mail.to(email));
  expect((await rowOf(id))?.attempts).toBe(2);
});

test('a mail is not sent any more when what it leads to has ended', async () => {
  mail.script.refusals = [{ code: 451, message: 'later' }];
  const { id } = await invite();
  await eventually(async () => (await rowOf(id))?.failure != null);

  now = new Date(now.getTime() + 8 * 24 * 60 * 60 * 1000);

  await eventually(async () => (await rowOf(id))?.failure === 'too late');
  expect(mail.to(email)).toBeUndefined();
});

test('whoever leaves with a linked account has the team told, with how long it waits', async () => {
  await world.owner.api(k.updateIntegration, {
    params: { team: world.team, integration: world.integration.id },
    body: {
      kinds: ['native', 'connectable'],
      redirectUrl: 'https://console.scripted.test/link',
      apiScopes: { project: 'read' },
    },
  });
  const [vera, looker] = [await world.signUp('Vera'), await world.signUp('Looker')];
  await world.owner.api(k.addMember, {
    params: params(),
    body: { email: vera.email, role: 'member' },
  });
  await world.owner.api(k.addMember, {
    params: params(),
    body: { email: looker.email, role: 'viewer' },
  });
  await vera.api(k.linkAccount, {
    params: params(),
    body: { integration: 'scripted', scopes: ['read:project'] },
  });

  await world.owner.api(k.removeMember, { params: { ...params(), user: vera.userId } });
  const arrived = await eventually(async () => mail.to(world.owner.email));

  expect(arrived?.headers.subject).toBe('Scripted does not work in Acme any more');
  expect(arrived?.text).toContain('Vera had linked the account of Acme at Scripted, and has left');
  expect(arrived?.text).toContain('If nobody does until 11 March 2026 (UTC), it is removed.');
  expect(arrived?.text).toContain(`${world.url}/integrations/scripted/new?team=acme`);
  expect([mail.to(vera.email), mail.to(looker.email)]).toEqual([undefined, undefined]);
});
