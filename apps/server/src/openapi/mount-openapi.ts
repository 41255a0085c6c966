import { createHash } from 'node:crypto';
import type { HostEndpoint } from '@kontor/protocol';
import type { FastifyInstance } from 'fastify';
import manifest from '../../package.json' with { type: 'json' };
import { hostDocument } from './host-document.ts';
import { pageOf } from './page.ts';
import { partnerDocument } from './partner-document.ts';
import { STYLE } from './style.ts';

const DOCUMENTS = { host: '/openapi.json', partner: '/openapi/partner.json' } as const;
const PAGES = { host: '/docs/api', partner: '/docs/api/partner' } as const;

/**
 * Serves what the host answers and what providers implement, as OpenAPI and as pages. Throws at once
 * when an endpoint cannot be described.
 */
export function mountOpenApi(app: FastifyInstance, endpoints: readonly HostEndpoint[]): void {
  const { version } = manifest;
  const host = hostDocument({ endpoints, version });
  const partner = partnerDocument({ version });
  serveJson(app, DOCUMENTS.host, host);
  serveJson(app, DOCUMENTS.partner, partner);
  const toPartner = { url: PAGES.partner, title: 'What providers implement' };
  const toHost = { url: PAGES.host, title: 'What the host answers' };
  servePage(app, PAGES.host, pageOf(host, { source: DOCUMENTS.host, other: toPartner }));
  servePage(app, PAGES.partner, pageOf(partner, { source: DOCUMENTS.partner, other: toHost }));
}

function serveJson(app: FastifyInstance, url: string, document: object): void {
  serve(app, url, {
    body: JSON.stringify(document),
    headers: {
      'content-type': 'application/json; charset=utf-8',
      // it tells nothing that is not public, and tools in browsers read it
      'access-control-allow-origin': '*',
    },
  });
}

function servePage(app: FastifyInstance, url: string, body: string): void {
  const style = createHash('sha256').update(STYLE).digest('base64');
  serve(app, url, {
    body,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': `default-src 'none'; style-src 'sha256-${style}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    },
  });
}

type Served = { readonly body: string; readonly headers: Readonly<Record<string, string>> };

/** Browsers ask whether it has changed, and are answered without it when it has not. */
function serve(app: FastifyInstance, url: string, { body, headers }: Served): void {
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  app.get(url, async (request, reply) => {
    reply.headers({ etag, 'cache-control': 'no-cache' });
    if (request.headers['if-none-match'] === etag) return reply.code(304).send();
    return reply.headers(headers).send(body);
  });
}
