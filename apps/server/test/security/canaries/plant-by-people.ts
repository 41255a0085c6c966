import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { done } from '../../isolation/done.ts';
import { exchange, openConsole, signOn } from '../../sso/signing-on.ts';
import { eventually } from '../../world/story.ts';
import type { Ground } from './ground.ts';

/** What people are let in with, what they get wrong, and what they are sent. */
export async function plantByPeople({ world, theirs, mail, plant, hold }: Ground): Promise<void> {
  const { api, token, password } = world.owner;
  const { team } = world;
  hold('a personal token', token);
  hold('a password', password);
  hold('a token of a machine', theirs.machineSecret);
  hold('a token of an agent', theirs.agentSecret);
  hold('a token of a platform', theirs.serviceSecret);
  hold('the token of an installation', theirs.providerSecret);
  hold('the former token of an installation', theirs.formerProviderSecret);
  hold('the code of a resource', theirs.code);
  hold('the code of a project', theirs.projectCode);
  hold('what the host vouched with', theirs.jwt);
  hold('a client secret', theirs.stage.integration.clientSecret);
  const limited = { name: 'limited', team, projects: [theirs.projectId] };
  hold('a token of one project', (await done(api(k.createToken, { body: limited }))).secret);
  const vera = await world.signUp('Vera');
  const wrong = plant('a wrong password');
  for (const [email, guess] of [
    [vera.email, wrong],
    ['nobody@mail.example', wrong],
  ]) {
    await fetch(`${world.url}/kontor/v1/auth/sign-in/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: world.url },
      body: JSON.stringify({ email, password: guess }),
    });
  }
  await fetch(`${world.url}/kontor/v1/me`, {
    headers: {
      authorization: `Bearer ${plant('a token that nobody has').replace(/[^\w/+-]/g, '')}`,
    },
  });
  const reset = await done(api(k.createPasswordReset, { body: { email: vera.email } }));
  hold('a link for a password', new URL(reset.url).searchParams.get('token') ?? '');
  await fetch(`${world.url}/forgot-password`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: world.url },
    body: new URLSearchParams({ email: vera.email }).toString(),
  });
  const arrived = await eventually(async () => mail.to(vera.email));
  hold('a link that was mailed', /reset-password\?token=([\w-]+)/.exec(arrived.text)?.[1]);
}

export async function plantBySignOn({ world, theirs, hold }: Ground): Promise<void> {
  const { stage } = theirs;
  await openConsole(stage);
  const unused = await signOn(world, theirs.installation);
  hold('a code of single sign-on', unused.code);
  const { code, state } = await signOn(world, theirs.installation);
  hold('a code of single sign-on that was used', code);
  const { body } = await exchange(stage, { code, state });
  hold('a token of single sign-on', body.id_token);
  hold('a refresh token of single sign-on', body.refresh_token);
}
