import type { Provider } from './create-provider.ts';

type Method = 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE';

/** What a framework with a function per method wants, such as a route file of Next. */
export type RouteHandlers = Readonly<Record<Method, (request: Request) => Promise<Response>>>;

/** Spreads a provider over the methods of the protocol: `export const { GET, … } = toRouteHandlers(provider)`. */
export function toRouteHandlers(provider: Provider): RouteHandlers {
  // a framework passes more than the request, which is no business of the provider's
  const handle = (request: Request) => provider(request);
  return { GET: handle, PUT: handle, POST: handle, PATCH: handle, DELETE: handle };
}
