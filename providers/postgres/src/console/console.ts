import { createSingleSignOn, ProviderError, type SignOnContext } from '@kontor/provider';
import { failureFacts, type Log } from '@kontor/provider-process';
import type { PostgresProviderConfig } from '../config.ts';
import { limitsOf } from '../product/limits.ts';
import type { Resource, ResourceStore } from '../state/resource-store.ts';
import { pageResponse, type Section } from './page.ts';
import { type ConsoleSession, createConsoleSessions } from './sessions.ts';

export type ConsoleParts = Pick<PostgresProviderConfig, 'host'> & {
  readonly integration: { readonly clientId: string; readonly clientSecret: string };
  readonly resources: Pick<ResourceStore, 'find' | 'list'>;
  readonly clock: () => Date;
  readonly log: Log;
};

/** Where the console stands below the base URL; the Redirect Login URL is its `/sign-in`. */
export const consolePath = '/console';

/**
 * What members of a team see of their databases, in a browser: that they are there and how they are,
 * and no passwords. They come by single sign-on alone.
 */
export function createConsole(parts: ConsoleParts): (request: Request) => Promise<Response> {
  const { host, integration, clock, log } = parts;
  const sessions = createConsoleSessions(clock);

  async function signIn(request: Request): Promise<Response> {
    const { origin, protocol } = new URL(request.url);
    const { signIn } = createSingleSignOn({ integration, host, consoleUrl: origin, clock });
    const { context, ...person } = await signIn(request);
    log('info', 'signed in', { installationId: person.installationId, role: person.user.role });
    const cookie = sessions.open(person, protocol === 'https:');
    return new Response(null, {
      status: 303,
      headers: { location: pathFor(context), 'set-cookie': cookie, 'cache-control': 'no-store' },
    });
  }

  return async (request) => {
    const { pathname } = new URL(request.url);
    try {
      if (pathname === `${consolePath}/sign-in`) return await signIn(request);
      const session = sessions.of(request);
      return session === undefined ? notSignedIn() : await show(parts, session, pathname);
    } catch (error) {
      if (error instanceof ProviderError) return refused(error);
      log('error', 'the console failed', failureFacts(error));
      return pageResponse({ title: 'Something went wrong', intro: 'Please try again.' }, 500);
    }
  };
}

function pathFor({ url, resourceId }: SignOnContext): string {
  // an address of the console's own, wherever a proxy has it stand
  if (url !== undefined) return url.slice(new URL(url).origin.length);
  const place = resourceId === undefined ? '' : `/resources/${encodeURIComponent(resourceId)}`;
  return `${consolePath}${place}`;
}

/** A resource of another installation is as little there as one that never was. */
async function show(
  { resources }: ConsoleParts,
  session: ConsoleSession,
  pathname: string,
): Promise<Response> {
  const { installationId, name, role } = session;
  const intro = `${name} is signed in (${role}) for the installation ${installationId}.`;
  const id = /^\/console\/resources\/([^/]+)$/.exec(pathname)?.[1];
  if (id !== undefined) {
    const resource = await resources.find(installationId, decoded(id));
    if (resource === undefined) return nothingThere(intro);
    return pageResponse({ title: resource.name, intro, sections: [sectionOf(resource)] });
  }
  if (pathname.replace(/\/$/, '') !== consolePath) return nothingThere(intro);
  const sections = (await resources.list(installationId)).map((resource) => ({
    ...sectionOf(resource),
    link: pathFor({ resourceId: resource.id }),
  }));
  return pageResponse({ title: `Databases (${sections.length})`, intro, sections });
}

function sectionOf(resource: Resource): Section {
  const { connections, temporaryMegabytes } = limitsOf({
    planId: resource.planId,
    size: resource.form.size,
  });
  return {
    heading: resource.name,
    facts: [
      ['Id', resource.id],
      ['Status', resource.status],
      ['Plan', resource.planId],
      ['Region', resource.form.region],
      ['Size', resource.form.size],
      ['Connections', String(connections)],
      ['Temporary space', `${temporaryMegabytes} MB`],
      ['Common extensions', resource.form.extensions ? 'yes' : 'no'],
    ],
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function nothingThere(intro: string): Response {
  return pageResponse({ title: 'This is not here', intro }, 404);
}

function notSignedIn(): Response {
  const intro = 'Open it from the marketplace: there is no other way in.';
  return pageResponse({ title: 'You are not signed in', intro }, 401);
}

function refused({ status, user, message }: ProviderError): Response {
  return pageResponse(
    { title: 'You cannot be signed in', intro: user?.message ?? message },
    status,
  );
}
