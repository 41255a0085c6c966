import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';

/** A key on a device of a person, or in their password manager, that signs them in without a password. */
export const passkey = z.object({
  id: z.string(),
  name: z.string(),
  isSynced: z.boolean().describe('Whether other devices of the person have it too.'),
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
});
export type Passkey = z.infer<typeof passkey>;

export const listPasskeys = {
  id: 'listPasskeys',
  method: 'GET',
  path: '/kontor/v1/passkeys',
  summary: "Lists the caller's passkeys, the oldest first.",
  access: { kind: 'person' },
  responses: { 200: z.object({ passkeys: z.array(passkey) }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const updatePasskey = {
  id: 'updatePasskey',
  method: 'PATCH',
  path: '/kontor/v1/passkeys/{passkey}',
  summary: 'Gives a passkey another name.',
  access: { kind: 'person' },
  request: z.strictObject({ name: z.string().trim().min(1).max(64) }),
  responses: { 200: z.object({ passkey }) },
  audit: { none: 'belongs to a person, and events belong to teams' },
} as const satisfies HostEndpoint;

export const deletePasskey = {
  id: 'deletePasskey',
  method: 'DELETE',
  path: '/kontor/v1/passkeys/{passkey}',
  summary: 'Makes a passkey sign nobody in any more. Who is signed in with it stays so.',
  access: { kind: 'person' },
  responses: { 204: null },
  audit: { none: 'belongs to a person, and events belong to teams' },
} as const satisfies HostEndpoint;
