import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { install } from '../world/story.ts';
import type { World } from '../world/world.ts';

const redirectUrl = 'https://console.scripted.test/back';

/** Where the pages are that the host serves without the application. */
export type HostPages = Readonly<Record<string, string>>;

/** Makes what these pages are about, and answers where they are: for whoever is signed in, and for whoever is not. */
export async function hostPages(
  world: World,
  { invoice = '' }: Readonly<Record<string, string>>,
): Promise<{ readonly signedIn: HostPages; readonly signedOut: HostPages }> {
  const { api } = world.owner;
  const { slug, id } = world.integration;
  const [second, third] = ['the-second', 'the-third'] as const;
  for (const team of [second, third])
    await api(k.createTeam, { body: { name: team.replaceAll('-', ' '), slug: team } });
  await install({ ...world, team: second });
  await api(k.updateIntegration, {
    params: { team: world.team, integration: slug },
    body: {
      ...{ kinds: ['native', 'connectable'], redirectUrl, openidRedirectUrls: [redirectUrl] },
      apiScopes: { project: 'read', deployment: 'read-write' },
    },
  });
  const invited = await api(k.createInvitation, {
    params: { team: world.team },
    body: { email: 'ann@marketing.example', role: 'viewer' },
  });
  const reset = await api(k.createPasswordReset, { body: { email: world.owner.email } });
  const pathOf = (url: string) => url.slice(new URL(url).origin.length);
  const code = { response_type: 'code', scope: 'openid', state: 's', redirect_uri: redirectUrl };
  const openid = (client_id: string) =>
    `/oauth2/authorize?${new URLSearchParams({ ...code, client_id })}`;
  return {
    signedOut: {
      'host-sign-in': '/sign-in',
      'host-sign-up': '/sign-up',
      'host-forgot-password': '/forgot-password',
      'host-reset-password': pathOf(reset.body.url),
      'host-reset-over': '/reset-password?token=nobodys',
      'host-invitation': pathOf(invited.body.invitation.url),
      'host-invitation-over': '/invitations/nobodys',
    },
    signedIn: {
      'host-install': `/install/${slug}?teamId=${third}`,
      'host-installed': `/install/${slug}?teamId=${second}`,
      'host-link-choice': `/integrations/${slug}/new?state=s`,
      'host-link-consent': `/integrations/${slug}/new?state=s&team=${third}`,
      'host-linked': '/integrations/linked',
      'host-imported': '/import/complete',
      'host-sign-on-choice': openid(id),
      'host-sign-on-refused': openid('oac_nobodys'),
      'host-invoice': `/kontor/v1/teams/${world.team}/invoices/${invoice}/document.html`,
    },
  };
}
