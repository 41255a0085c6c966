import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { ssoContext } from '../../vocabulary/sso-context.ts';

/** What to show; a resource is named by either id of it. */
const context = ssoContext.extend({
  resource_id: ssoContext.shape.resource_id.describe("The host's id of it, or the provider's."),
});

/** For a browser that carries a session. @see spec/sso.md — SSO-1, SSO-2 */
export const openInstallation = {
  id: 'openInstallation',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/installations/{installation}/sso',
  summary: "Sends a member's browser to the provider's console, signed on.",
  access: { kind: 'team', action: 'installation:read', inPerson: true },
  query: z.strictObject(context.shape),
  responses: { 302: null },
  audit: { event: 'sso.begun' },
} as const satisfies HostEndpoint;

/** For programs, which open the address in a browser themselves. */
export const createSsoLink = {
  id: 'createSsoLink',
  method: 'POST',
  path: '/kontor/v1/teams/{team}/installations/{installation}/sso',
  summary: "Makes an address that signs the caller on at the provider's console, once.",
  access: { kind: 'team', action: 'installation:read', inPerson: true },
  request: z.strictObject(context.shape).default({}),
  responses: {
    201: z.object({
      url: z.string().describe('Works once. It stands for the person: hand it to nobody.'),
      expiresAt: z.iso.datetime(),
    }),
  },
  audit: { event: 'sso.begun' },
} as const satisfies HostEndpoint;
