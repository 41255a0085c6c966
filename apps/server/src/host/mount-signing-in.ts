import type { FastifyInstance } from 'fastify';
import { createClientSecrets } from '../catalog/client-secret.ts';
import type { RateLimits } from '../http/rate-limit.ts';
import { createCompleteImport } from '../import/complete-import.ts';
import { createLinkAccount, findLinkable } from '../linking/link-account.ts';
import { mountPages, type PagesPorts } from '../pages/mount-pages.ts';
import { ARRIVE_PATH } from '../people/identity-provider.ts';
import { mountAuth } from '../people/mount-auth.ts';
import { mountIdentityProvider } from '../people/mount-identity-provider.ts';
import { teamStoreOn } from '../people/team-store.ts';
import { createBeginSignOn } from '../sso/begin-sign-on.ts';
import { createExchange } from '../sso/exchange.ts';
import { mountOpenid } from '../sso/mount-openid.ts';
import { createGrantOpenid, findOpenidClient, listSignOnChoices } from '../sso/openid-grant.ts';
import { createReadUserinfo } from '../sso/userinfo.ts';
import type { Pieces } from './pieces.ts';

/** How people come in, and from here to providers: the pages, and what tells providers who somebody is. */
export function mountSigningIn(
  app: FastifyInstance,
  pieces: Pieces,
  rateLimits: RateLimits | undefined,
): void {
  const { options, people, database, read, vault, recordEvent, now, url, mailbox, log } = pieces;
  const { callers, tokens, sessions, identityProvider } = people;
  mountOpenid(app, {
    exchange: createExchange({ database, tokens, recordEvent, now }),
    clientSecrets: createClientSecrets({ read, vault }),
    readUserinfo: createReadUserinfo({ database, tokens, now }),
    rateLimits,
  });
  const { signUp, passwords = true } = options;
  const { forget } = callers;
  const signingIn = { auth: people.auth, url, database, signUp, passwords, forget, log };
  mountAuth(app, signingIn);
  const arriving = { database, read, recordEvent, now, forget, url, sessions, mailbox };
  if (identityProvider) mountIdentityProvider(app, { ...arriving, identityProvider });
  mountPages(app, {
    ...arriving,
    ...signingIn,
    ...doneOnPages(pieces),
    passwordResets: people.passwordResets,
    sendsMail: mailbox.isOn,
    onError: pieces.onError,
    callers,
    arrivePath: identityProvider && ARRIVE_PATH,
    issuer: options.issuer,
    rateLimits,
  });
}

/** What a person looks up and does on a page. */
function doneOnPages(pieces: Pieces): Pick<PagesPorts, DoneOnPages> {
  const { database, read, recordEvent, now, people, url, catalog, useCases, run } = pieces;
  const { forget } = people.callers;
  return {
    catalog,
    install: useCases.install,
    run,
    beginSignOn: createBeginSignOn({ database, recordEvent, now }),
    findClient: (clientId) => findOpenidClient(read, clientId),
    choicesOf: (userId, integration) => listSignOnChoices(read, userId, integration),
    grantOpenid: createGrantOpenid({ database, recordEvent, now }),
    completeImport: createCompleteImport({ database, recordEvent, now }),
    linkAccount: createLinkAccount({ database, recordEvent, forget, url, now }),
    findLinkable: (integration) => findLinkable(read, { integration }),
    teamsOf: teamStoreOn(read).listMemberships,
    projectsOf: (teamId) =>
      read('select project_id as id, name from project where team_id = $1 order by name', [teamId]),
    placeOf: async (installationId) => {
      const route = await pieces.integrations.findRoute(installationId);
      return route && { teamId: route.teamId, integrationSlug: route.slug };
    },
  };
}

type DoneOnPages =
  | 'catalog'
  | 'install'
  | 'run'
  | 'beginSignOn'
  | 'findClient'
  | 'choicesOf'
  | 'grantOpenid'
  | 'completeImport'
  | 'linkAccount'
  | 'findLinkable'
  | 'teamsOf'
  | 'projectsOf'
  | 'placeOf';
