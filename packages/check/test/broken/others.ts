import { createHmac } from 'node:crypto';
import { ProviderError } from '@kontor/provider';
import type { Fault } from '../provider/memory-provider.ts';
import { broken } from './broken-provider.ts';
import {
  answering,
  installationOf,
  isRead,
  isWebhook,
  resourcesWith,
  rewriting,
  type Seen,
} from './faults.ts';

/** Providers that are wrong about webhooks, about people, and about what nobody may see. */
export const brokenAboutOthers = [
  broken(
    'webhooks are not verified',
    'webhook-signature-verified',
    signing(() => true),
  ),
  broken(
    'webhooks without a signature are believed',
    'webhook-signature-needed',
    signing((signature) => signature === null),
  ),
  broken('webhooks are verified over what was parsed', 'webhook-bytes-verified', {
    answer: (answer) => async (request) => {
      if (new URL(request.url).pathname !== '/webhooks') return answer(request);
      const body = JSON.stringify(JSON.parse(await request.text()));
      return answer(new Request(request.url, { method: 'POST', headers: request.headers, body }));
    },
  }),
  broken(
    'a webhook of an unknown type is refused',
    'webhook-accepted',
    hearing(({ type }) => {
      if (type.startsWith('kontor-check')) throw new ProviderError('validation_error', 'What?');
    }),
  ),
  broken(
    'a webhook of an unknown type is a failure',
    'webhook-accepted',
    hearing(({ type }) => {
      if (type.startsWith('kontor-check')) throw new Error('What?');
    }),
  ),
  broken('a delivery that comes again is refused', 'webhooks-more-than-once', {
    handlers: (right) => {
      const had = new Set<string>();
      return {
        ...right,
        webhook: (event) => {
          const key = `${event.type} ${event.payload.resourceId}`;
          if (event.type.endsWith('project-connected')) {
            if (had.has(key)) throw new ProviderError('conflict', 'It was here already.');
            had.add(key);
          }
          return right.webhook(event);
        },
      };
    },
  }),
  broken('a webhook counts on one that came before', 'webhooks-in-any-order', {
    handlers: (right) => {
      const connected = new Set<unknown>();
      return {
        ...right,
        webhook: (event) => {
          const { resourceId } = event.payload;
          if (event.type.endsWith('project-connected')) connected.add(resourceId);
          if (event.type.endsWith('project-disconnected') && !connected.delete(resourceId)) {
            throw new Error('It was not connected.');
          }
          return right.webhook(event);
        },
      };
    },
  }),
  broken(
    'a webhook of an uninstall for what is gone is a failure',
    'removed-in-any-order',
    hearing(({ type, payload }, has) => {
      if (type.endsWith('.removed') && !has(String(payload.installationId)))
        throw new Error('What?');
    }),
  ),
  broken('webhooks of any age are believed', 'old-webhook-refused', {
    answer: (answer, parts) => async (request) => {
      if (!request.headers.has('webhook-signature')) return answer(request);
      const body = await (request.clone() as Request).text();
      const signature = createHmac('sha1', parts.integration.clientSecret)
        .update(body)
        .digest('hex');
      const headers = { ...Object.fromEntries(request.headers), 'x-vercel-signature': signature };
      return answer(new Request(request.url, { method: 'POST', headers, body }));
    },
  }),
  broken('an id_token is not verified', 'id-token-verified', {
    signIn: (signIn) => async (request) => {
      const answer = await signIn(request);
      return answer.status === 403 ? entered() : answer;
    },
  }),
  broken('anybody with a code is let in', 'code-is-exchanged', {
    signIn: (signIn) => async (request) =>
      new URL(request.url).searchParams.get('code') === 'none' ? entered() : signIn(request),
  }),
  broken('a sign-on needs no state', 'sign-on-needs-all', {
    signIn: (signIn) => async (request) =>
      new URL(request.url).searchParams.has('state') ? signIn(request) : entered(),
  }),
  broken('a sign-on needs no mode', 'sign-on-needs-all', {
    signIn: (signIn) => async (request) =>
      new URL(request.url).searchParams.has('mode') ? signIn(request) : entered(),
  }),
  broken('whoever signs on is sent to any address', 'no-foreign-address', {
    signIn: (signIn) => async (request) => {
      const answer = await signIn(request);
      const url = new URL(request.url).searchParams.get('url');
      return url === null || answer.status > 399 ? answer : entered(url);
    },
  }),
  broken('an address of its own is told by its beginning', 'no-foreign-address', {
    signIn: (signIn) => async (request) => {
      const { origin, searchParams } = new URL(request.url);
      const answer = await signIn(request);
      const url = searchParams.get('url');
      return url?.startsWith(origin) && answer.status < 400 ? entered(url) : answer;
    },
  }),
  broken('only whoever installed is let in', 'sign-on', {
    signIn: (signIn) => {
      const first = new Set<string>();
      return async (request) => {
        const answer = await signIn(request);
        if (answer.status > 399 || first.size === 0) {
          if (answer.status < 400) first.add('installed');
          return answer;
        }
        return new Response('Who are you?', { status: 403 });
      };
    },
  }),
  broken(
    'a refusal tells the credential',
    'no-secret-in-refusals',
    telling(({ parts, ...seen }) => {
      const id = installationOf({ parts, ...seen });
      return `getResource failed with ${parts.store.installations.get(id)?.accessToken}`;
    }),
  ),
  broken(
    'a refusal tells the token',
    'no-secret-in-refusals',
    telling(({ request }) => `not found for ${request.headers.get('authorization')}`),
  ),
  broken(
    'a refusal tells the client secret',
    'no-secret-in-refusals',
    telling(({ parts }) => `config: ${JSON.stringify(parts.integration)}`),
  ),
  broken(
    'a resource is shown with its secrets',
    'no-secret-in-reports',
    resourcesWith((_, { store }) => ({
      get: ({ installationId, resourceId }) => {
        const kept = store.installations.get(installationId)?.resources.get(resourceId);
        if (kept === undefined) throw new ProviderError('not_found', 'It is not there.');
        return {
          ...kept.report,
          metadata: { ...kept.report.metadata, ...asMetadata(kept.secrets) },
        };
      },
    })),
  ),
  broken('refusals are plain text', 'refusals-can-be-read', {
    answer: (answer) => async (request) => {
      const response = await answer(request);
      return response.status < 400 ? response : new Response('No.', { status: response.status });
    },
  }),
  broken('a success of provisioning is 202', 'first-status-of-the-page', {
    answer: (answer) => async (request) => {
      const response = await answer(request);
      const isNew = request.method === 'POST' && request.url.endsWith('/resources');
      return isNew && response.ok ? new Response(response.body, { status: 202 }) : response;
    },
  }),
  broken('a connection is cut instead of an answer', 'answers-in-time', {
    answer: (answer) => async (request) => {
      const response = await answer(request);
      if (response.status === 404) throw new Error('The connection is cut.');
      return response;
    },
  }),
  broken(
    'a resource that is not there is a failure',
    'no-failures',
    answering((seen) => {
      const { resources } = seen.parts.store.installations.get(installationOf(seen)) ?? {};
      const isUnknown = isRead(seen) && resources?.has(seen.path.split('/').at(-1) ?? '') === false;
      return isUnknown ? Response.json({ error: 'TypeError' }, { status: 500 }) : undefined;
    }),
  ),
];

function entered(location = '/'): Response {
  return new Response(null, { status: 303, headers: { location, 'set-cookie': 'session=1' } });
}

function asMetadata(secrets: readonly { readonly name: string; readonly value: string }[]) {
  return Object.fromEntries(secrets.map(({ name, value }) => [name, value]));
}

/** Signs webhooks rightly where it should not have believed them. */
function signing(isBelieved: (signature: string | null) => boolean): Fault {
  return {
    answer: (answer, parts) => async (request) => {
      const isMeant = new URL(request.url).pathname === '/webhooks';
      if (!isMeant || !isBelieved(request.headers.get('x-vercel-signature'))) {
        return answer(request);
      }
      const body = await request.text();
      const signature = createHmac('sha1', parts.integration.clientSecret)
        .update(body)
        .digest('hex');
      const headers = { 'x-vercel-signature': signature };
      return answer(new Request(request.url, { method: 'POST', headers, body }));
    },
  };
}

type Heard = { readonly type: string; readonly payload: Readonly<Record<string, unknown>> };

function hearing(first: (event: Heard, has: (installationId: string) => boolean) => void): Fault {
  return {
    handlers: (right, { store }) => ({
      ...right,
      webhook: (event) => {
        first(event, (id) => store.installations.has(id));
        return right.webhook(event);
      },
    }),
  };
}

function telling(message: (seen: Seen) => string): Fault {
  return rewriting(
    (seen) => isRead(seen) && !isWebhook(seen),
    (_, response, seen) =>
      response.status === 404
        ? Response.json({ error: { code: 'not_found', message: message(seen) } }, { status: 404 })
        : response,
  );
}
