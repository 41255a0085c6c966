import Fastify, { type FastifyInstance, LogController } from 'fastify';
import { addressesOf } from './addresses.ts';
import { BODY_LIMIT, readBodies } from './read-bodies.ts';
import { mintRequestId } from './request-id.ts';
import type { Route } from './route.ts';
import { securityHeaders } from './security-headers.ts';
import { answerError, notFound, sendRefusal } from './send-refusal.ts';
import { type ServeOptions, serve } from './serve.ts';
import { stampWith } from './stamp.ts';

export type AppOptions = ServeOptions & {
  readonly routes: readonly Route[];
  /** Whose word about where a request came from is believed. */
  readonly trustedProxies?: readonly string[] | undefined;
  /** Whether the host is reached over https. */
  readonly isSecure?: boolean;
};

/**
 * The HTTP surface: every route under `/` and under `/api`, so that clients of the protocol need
 * only another base address.
 */
export function createApp(options: AppOptions): FastifyInstance {
  const stamp = stampWith(securityHeaders({ isSecure: options.isSecure ?? false }));
  const app: FastifyInstance = Fastify({
    loggerInstance: options.log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT,
    trustProxy: options.trustedProxies?.length ? [...options.trustedProxies] : false,
    genReqId: mintRequestId,
    frameworkErrors: (error, request, reply) => {
      // no hook runs for an address that no route can be found by
      stamp(request, reply);
      sendRefusal(request, reply, {
        code: 'invalid_request',
        message: `The address cannot be read: ${error.message}.`,
      });
    },
    routerOptions: { maxParamLength: 2048, ignoreTrailingSlash: true },
    forceCloseConnections: 'idle',
    // whoever asks while it ends, on a connection that is open, is answered all the same
    return503OnClosing: false,
  });
  readBodies(app);
  // none of these waits for anything, and a promise for each would be felt
  app.addHook('onSend', (request, reply, payload, done) => {
    stamp(request, reply);
    done(null, payload);
  });
  app.setErrorHandler((error, request, reply) => answerError(error, request, reply, options.log));
  app.setNotFoundHandler((request, reply) => sendRefusal(request, reply, notFound(request)));
  for (const route of options.routes) mount(app, route, options);
  return app;
}

function mount(app: FastifyInstance, route: Route, options: ServeOptions): void {
  for (const url of addressesOf(route.endpoint)) {
    app.route({
      method: route.endpoint.method,
      url,
      ...(route.endpoint.maxBodyBytes && { bodyLimit: route.endpoint.maxBodyBytes }),
      // nothing is given back: what a framework is given is waited for until the answer has left
      handler: (request, reply) => serve({ route, options, request, reply }),
    });
  }
}
