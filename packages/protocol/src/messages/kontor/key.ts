import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';

const reads = { none: 'reads only' } as const;

/** A key that signs tokens for providers, without its private half. */
export const signingKey = z.object({
  id: z.string(),
  state: z
    .enum(['published', 'signing', 'verifying'])
    .describe(
      'published: every cache gets to see it before it signs. signing: tokens are signed with it. verifying: it signs no more, and what it has signed is still good.',
    ),
  createdAt: z.iso.datetime(),
  signsFrom: z.iso.datetime(),
  signsUntil: z.iso.datetime().nullable().describe('Null until another one follows it.'),
  publishedUntil: z.iso.datetime().nullable().describe('When nobody needs it any more.'),
});
export type ShownSigningKey = z.infer<typeof signingKey>;

export const listSigningKeys = {
  id: 'listSigningKeys',
  method: 'GET',
  path: '/kontor/v1/operator/signing-keys',
  summary: 'Lists the keys that sign tokens for providers, and when each begins and ends.',
  access: { kind: 'operator' },
  responses: { 200: z.object({ keys: z.array(signingKey) }) },
  audit: reads,
} as const satisfies HostEndpoint;

export const rotateSigningKey = {
  id: 'rotateSigningKey',
  method: 'POST',
  path: '/kontor/v1/operator/signing-keys',
  summary: 'Brings in a new signing key: published at once, used when every cache has seen it.',
  access: { kind: 'operator' },
  responses: { 201: z.object({ keyId: z.string(), signsFrom: z.iso.datetime() }) },
  audit: { event: 'signing-key.created' },
} as const satisfies HostEndpoint;

/** What wraps the data keys, which seal everything. The key itself is in the keyring alone. */
export const keyEncryptionKey = z.object({
  id: z.string(),
  createdAt: z.iso.datetime(),
  wrapsSince: z.iso.datetime().nullable().describe('Null while it was never used.'),
  dataKeys: z.int().describe('How many data keys are wrapped by it now.'),
});
export type KeyEncryptionKey = z.infer<typeof keyEncryptionKey>;

export const listKeyEncryptionKeys = {
  id: 'listKeyEncryptionKeys',
  method: 'GET',
  path: '/kontor/v1/operator/key-encryption-keys',
  summary:
    'Lists the keys that wrap data keys, oldest first, how far re-wrapping is, and which processes have which.',
  access: { kind: 'operator' },
  responses: {
    200: z.object({
      keys: z.array(keyEncryptionKey),
      wrappingKeyId: z.string().describe('Data keys are wrapped by this one from now on.'),
      dataKeys: z.int(),
      left: z.int().describe('Data keys that are still to be wrapped by that one.'),
      processes: z.array(
        z.object({
          name: z.string(),
          seenAt: z.iso.datetime(),
          lacks: z.array(z.string()).describe('Keys above that its keyring does not have.'),
        }),
      ),
    }),
  },
  audit: reads,
} as const satisfies HostEndpoint;

/** It wraps nothing yet: first it has to be in the keyring of every process. */
export const addKeyEncryptionKey = {
  id: 'addKeyEncryptionKey',
  method: 'POST',
  path: '/kontor/v1/operator/key-encryption-keys',
  summary: 'Adds a key to the keyring of the process that answers. Nothing is wrapped by it yet.',
  access: { kind: 'operator' },
  responses: { 201: z.object({ key: keyEncryptionKey }) },
  audit: { event: 'key-encryption-key.created' },
} as const satisfies HostEndpoint;

/** May be repeated; what was re-wrapped stays so. Refused while a process could not unwrap. */
export const rewrapDataKeys = {
  id: 'rewrapDataKeys',
  method: 'POST',
  path: '/kontor/v1/operator/data-keys/rewrapping',
  summary:
    'Has data keys wrapped by the newest key from now on, and every other one re-wrapped beside everything else.',
  access: { kind: 'operator' },
  request: z.strictObject({ keyId: z.string().max(64).describe('The newest key of the keyring.') }),
  responses: { 202: z.object({ left: z.int().describe('Data keys to re-wrap.') }) },
  audit: { event: 'key-encryption-key.used' },
} as const satisfies HostEndpoint;
