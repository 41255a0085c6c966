import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';

/** Where the pages of the dashboard have their addresses. What is behind them only the browser knows. */
const PAGES = [
  '/',
  '/t/*',
  '/catalog',
  '/catalog/*',
  '/account',
  '/account/*',
  '/operator',
  '/operator/*',
  '/claim-deployment',
  '/device',
  '/installations/:installation',
  '/projects/:project',
] as const;

/**
 * The one sheet that a library puts into the page itself, so that a finger which presses a button does not
 * zoom. Another version of it may write another: the tests of the pages see what a browser refuses.
 */
const PRESSABLE = `@layer {
  [data-react-aria-pressable] {
    touch-action: pan-x pan-y pinch-zoom;
  }
}`;

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'sha256-${createHash('sha256').update(PRESSABLE).digest('base64')}'`,
    // libraries place menus and charts by the style of an element
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: https:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; '),
  'referrer-policy': 'same-origin',
  'cache-control': 'no-cache',
} as const;

const DAYS_365 = 365 * 24 * 60 * 60;

/**
 * Serves the dashboard as it was built. Its files have names that change with what is in them, so
 * browsers keep them for good; the page that names them is asked for each time.
 */
export function serveDashboard(app: FastifyInstance, folder: string): void {
  void app.register(fastifyStatic, {
    root: join(folder, 'assets'),
    prefix: '/assets/',
    decorateReply: false,
    index: false,
    preCompressed: true,
    immutable: true,
    maxAge: DAYS_365 * 1000,
    // the icon keeps its name
    setHeaders: (reply, path) => {
      if (path.includes('icon.svg')) reply.header('cache-control', 'public, max-age=3600');
    },
  });
  const sendPage = async (reply: FastifyReply): Promise<FastifyReply> => {
    const page = await readFile(join(folder, 'index.html')).catch(() => undefined);
    if (page === undefined) return reply.code(503).headers(HEADERS).send(notBuilt);
    return reply.code(200).headers(HEADERS).send(page);
  };
  for (const path of PAGES) app.get(path, (_request, reply) => sendPage(reply));
}

const notBuilt = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Kontor</title></head>
<body><h1>The dashboard is not built</h1>
<p>Run <code>npm run build -w apps/dashboard</code> in the checkout, and reload this page.</p></body></html>
`;
