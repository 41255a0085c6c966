import { createHash } from 'node:crypto';
import type { HostEndpoint } from '@kontor/protocol';
import type { FastifyInstance } from 'fastify';
import manifest from '../../package.json' with { type: 'json' };
import { CompressibleText } from '../http/compressible-text.ts';
import { digestIn } from '../http/digest.ts';
import { sendText, variesByEncoding } from '../http/send-text.ts';
import { hostDocument } from './host-document.ts';
import { pageOf } from './page.ts';
import { partnerDocument } from './partner-document.ts';
import { STYLE } from './style.ts';

const DOCUMENTS = { host: '/openapi.json', partner: '/openapi/partner.json' } as const;
const PAGES = { host: '/docs/api', partner: '/docs/api/partner' } as const;

/**
 * Serves what the host answers and what providers implement, as OpenAPI and as pages. Each is written
 * when it is asked for first: it takes as long as all else that a host does before it listens, and most
 * hosts are never asked.
 */
export function mountOpenApi(app: FastifyInstance, endpoints: readonly HostEndpoint[]): void {
  const { version } = manifest;
  const host = once(() => hostDocument({ endpoints, version }));
  const partner = once(() => partnerDocument({ version }));
  serveJson(app, DOCUMENTS.host, host);
  serveJson(app, DOCUMENTS.partner, partner);
  const toPartner = { url: PAGES.partner, title: 'What providers implement' };
  const toHost = { url: PAGES.host, title: 'What the host answers' };
  const pageOfHost = () => pageOf(host(), { source: DOCUMENTS.host, other: toPartner });
  const pageOfPartner = () => pageOf(partner(), { source: DOCUMENTS.partner, other: toHost });
  servePage(app, PAGES.host, pageOfHost);
  servePage(app, PAGES.partner, pageOfPartner);
}

function serveJson(app: FastifyInstance, url: string, document: () => object): void {
  serve(app, url, {
    write: () => JSON.stringify(document()),
    headers: {
      'content-type': 'application/json; charset=utf-8',
      // it tells nothing that is not public, and tools in browsers read it
      'access-control-allow-origin': '*',
    },
  });
}

function servePage(app: FastifyInstance, url: string, write: () => string): void {
  const style = createHash('sha256').update(STYLE).digest('base64');
  serve(app, url, {
    write,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': `default-src 'none'; style-src 'sha256-${style}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    },
  });
}

type Served = {
  readonly write: () => string;
  readonly headers: Readonly<Record<string, string>>;
};

/**
 * Browsers ask whether it has changed, and are answered without it when it has not. Its tag is a weak one:
 * it is the same for the text as it is and compressed.
 */
function serve(app: FastifyInstance, url: string, { write, headers }: Served): void {
  const written = once(() => {
    const body = write();
    const digest = createHash('sha256').update(body).digest('base64url').slice(0, 22);
    return { text: new CompressibleText(body), digest };
  });
  app.get(url, async (request, reply) => {
    const { text, digest } = written();
    reply.headers({ ...variesByEncoding, etag: `W/"${digest}"`, 'cache-control': 'no-cache' });
    if (digestIn(request.headers['if-none-match'], digest)) return reply.code(304).send();
    return sendText(reply.headers(headers), text);
  });
}

/** What it makes is kept. */
function once<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
