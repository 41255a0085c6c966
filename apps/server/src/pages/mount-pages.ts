import type { FastifyInstance } from 'fastify';
import { createAskAuth, type MountAuthPorts } from '../people/mount-auth.ts';
import { type ImportPagesPorts, mountImportPages } from './import-pages.ts';
import { type InstallPagesPorts, mountInstallPages } from './install-pages.ts';
import { type InvitationPagePorts, mountInvitationPage } from './invitation-page.ts';
import { type LinkPagesPorts, mountLinkPages } from './link-pages.ts';
import { mountOpenidPage, type OpenidPagePorts } from './openid-page.ts';
import { mountSignIn, type SignInPagePorts } from './sign-in-page.ts';
import { mountSsoPages, type SsoPagesPorts } from './sso-pages.ts';

export type PagesPorts = MountAuthPorts &
  ImportPagesPorts &
  Omit<InvitationPagePorts, 'signUpInvited'> &
  InstallPagesPorts &
  LinkPagesPorts &
  OpenidPagePorts &
  SsoPagesPorts &
  Pick<SignInPagePorts, 'callers' | 'arrivePath'>;

/** What the host shows to people in a browser, where a way leads through it. No page runs a script. */
export function mountPages(app: FastifyInstance, ports: PagesPorts): void {
  const askAuth = createAskAuth(ports);
  mountSignIn(app, {
    ...ports,
    signIn: (request, credentials) => askAuth('sign-in/email', request, credentials),
    signOut: (request) => askAuth('sign-out', request, {}),
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
}
