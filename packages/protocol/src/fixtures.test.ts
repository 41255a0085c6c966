import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { HostEndpoint, PartnerEndpoint } from './endpoint.ts';
import { partnerEndpoints } from './messages/partner/index.ts';
import { platformEndpoints } from './messages/platform/index.ts';
import { webhookPayloads } from './messages/webhooks/index.ts';
import { amount } from './vocabulary/amount.ts';
import { connectionPrefix } from './vocabulary/connection-prefix.ts';
import { variableNameOf } from './vocabulary/variable-name-of.ts';

/** The examples of the specification, which every implementation is held to. */
const folder = fileURLToPath(new URL('../../../spec/fixtures/', import.meta.url));

const endpoints = new Map<string, PartnerEndpoint | HostEndpoint>([
  ...Object.values(partnerEndpoints).map(
    (endpoint) => [`partner.${endpoint.id}`, endpoint] as const,
  ),
  ...Object.values(platformEndpoints).map(
    (endpoint) => [`platform.${endpoint.id}`, endpoint] as const,
  ),
]);

const message = z.strictObject({
  description: z.string(),
  requirement: z.string(),
  endpoint: z.enum([...endpoints.keys()]),
  direction: z.enum(['request', 'response']),
  status: z.int().optional(),
  valid: z.boolean(),
  body: z.unknown().optional(),
});
type Message = z.infer<typeof message>;

const messages = globSync('messages/*.json', { cwd: folder })
  .sort()
  .flatMap((file) => read(file, message));

describe('a message', () => {
  test.each(messages)('$endpoint, $direction: $description (valid: $valid)', (fixture) => {
    expect(isAccepted(fixture)).toBe(fixture.valid);
  });
});

describe('every operation', () => {
  test.each([...endpoints])('%s has its requests and answers shown', (name, endpoint) => {
    const own = messages.filter((fixture) => fixture.endpoint === name);
    const successes = Object.keys(endpoint.responses).filter((status) => status.startsWith('2'));
    const shown = own.map(
      ({ direction, status, valid }) => `${direction} ${status ?? ''} ${valid}`,
    );

    expect(shown).toEqual(
      expect.arrayContaining([
        ...(endpoint.request ? ['request  true', 'request  false'] : []),
        ...successes.map((status) => `response ${status} true`),
      ]),
    );
    expect(own.some(({ valid }) => !valid)).toBe(true);
  });
});

const webhook = z.strictObject({
  description: z.string(),
  requirement: z.string(),
  type: z.enum(Object.keys(webhookPayloads) as (keyof typeof webhookPayloads)[]),
  valid: z.boolean(),
  payload: z.unknown(),
});
const webhooks = read('webhooks.json', webhook);

describe('a webhook', () => {
  test.each(webhooks)('$type: $description (valid: $valid)', ({ type, payload, valid }) => {
    const parsed = webhookPayloads[type].safeParse(payload);

    expect(parsed.success).toBe(valid);
    // what is shown is all that is sent
    if (valid) expect(parsed.data).toEqual(payload);
  });

  test.each(Object.keys(webhookPayloads))('%s is shown, right and wrong', (type) => {
    const own = webhooks.filter((fixture) => fixture.type === type);

    expect(new Set(own.map(({ valid }) => valid))).toEqual(new Set([true, false]));
  });
});

const naming = z.strictObject({
  description: z.string(),
  requirement: z.string(),
  secret: z.string(),
  providerPrefix: z.string().optional(),
  connectionPrefix: z.string().optional(),
  variable: z.string(),
});

test.each(read('variable-names.json', naming))(
  'a variable name: $description',
  ({ secret: name, variable, ...prefixes }) => {
    expect(variableNameOf({ name, ...prefixes })).toBe(variable);
  },
);

const prefix = z.strictObject({
  description: z.string(),
  requirement: z.string(),
  prefix: z.string(),
  valid: z.boolean(),
  kept: z.string().optional(),
});

test.each(read('connection-prefixes.json', prefix))(
  "a connection's prefix: $description (valid: $valid)",
  (fixture) => {
    expect(connectionPrefix.safeParse(fixture.prefix).data).toBe(fixture.kept);
    expect(fixture.kept !== undefined).toBe(fixture.valid);
  },
);

const money = z.strictObject({
  description: z.string(),
  requirement: z.string(),
  amount: z.unknown(),
  valid: z.boolean(),
});

test.each(read('amounts.json', money))('money: $description (valid: $valid)', (fixture) => {
  expect(amount.safeParse(fixture.amount).success).toBe(fixture.valid);
});

/** A status that is not declared is refused, and so is a body where none is. */
function isAccepted({ endpoint: name, direction, status, ...fixture }: Message): boolean {
  const { request, responses } = endpoints.get(name) ?? {};
  const schema = direction === 'request' ? request : responses?.[status ?? 0];
  if (schema === undefined) return false;
  return schema === null ? !('body' in fixture) : schema.safeParse(fixture.body).success;
}

function read<Schema extends z.ZodType>(file: string, schema: Schema): z.infer<Schema>[] {
  return z
    .array(schema)
    .min(1)
    .parse(JSON.parse(readFileSync(`${folder}${file}`, 'utf8')));
}
