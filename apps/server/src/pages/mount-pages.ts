import type { FastifyInstance } from 'fastify';
import { createAskAuth, type MountAuthPorts } from '../people/mount-auth.ts';
import { mayAnybodySignUp } from '../people/sign-up.ts';
import { mountClientLinks } from './client-links.ts';
import { type ImportPagesPorts, mountImportPages } from './import-pages.ts';
import { type InstallPagesPorts, mountInstallPages } from './install-pages.ts';
import { type InvitationPagePorts, mountInvitationPage } from './invitation-page.ts';
import { type LinkPagesPorts, mountLinkPages } from './link-pages.ts';
import { mountOpenidPage, type OpenidPagePorts } from './openid-page.ts';
import { mountPasswordPages, type PasswordPagesPorts } from './password-pages.ts';
import { mountSignIn, type SignInPagePorts } from './sign-in-page.ts';
import { mountSignUp } from './sign-up-page.ts';
import { mountSsoPages, type SsoPagesPorts } from './sso-pages.ts';

export type PagesPorts = MountAuthPorts &
  ImportPagesPorts &
  Omit<InvitationPagePorts, 'signUpInvited'> &
  InstallPagesPorts &
  LinkPagesPorts &
  OpenidPagePorts &
  Omit<PasswordPagesPorts, 'mayAsk' | 'resetPassword'> &
  SsoPagesPorts &
  Pick<SignInPagePorts, 'callers' | 'arrivePath'>;

/** How often one address may ask for a link in a minute: each may send a mail. */
const LINKS_PER_MINUTE = 10;

/** What the host shows to people in a browser, where a way leads through it. No page needs a script. */
export function mountPages(app: FastifyInstance, ports: PagesPorts): void {
  const askAuth = createAskAuth(ports);
  const maySignUp = () => mayAnybodySignUp({ database: ports.database, mode: ports.signUp });
  mountSignIn(app, {
    ...ports,
    maySignUp,
    signIn: (request, credentials) => askAuth('sign-in/email', request, credentials),
    signOut: (request) => askAuth('sign-out', request, {}),
  });
  mountSignUp(app, {
    ...ports,
    maySignUp,
    signUp: (request, account) => askAuth('sign-up/email', request, account),
  });
  mountPasswordPages(app, {
    ...ports,
    mayAsk: async ({ ip }) => {
      const key = `forgotten password from ${ip}`;
      const limit = { key, requests: LINKS_PER_MINUTE, windowSeconds: 60 };
      return (await ports.rateLimits?.take(limit))?.isAllowed ?? true;
    },
    resetPassword: (request, reset) => askAuth('reset-password', request, reset),
  });
  mountInvitationPage(app, {
    ...ports,
    signUpInvited: (request, account) => askAuth('sign-up/email', request, account, 'invited'),
  });
  mountSsoPages(app, ports);
  mountOpenidPage(app, ports);
  mountImportPages(app, ports);
  mountInstallPages(app, ports);
  mountLinkPages(app, ports);
  mountClientLinks(app);
}
