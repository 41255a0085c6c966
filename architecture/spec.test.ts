import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HostEndpoint, PartnerEndpoint } from '@kontor/protocol';
import { partnerEndpoints } from '@kontor/protocol/partner';
import { platformEndpoints } from '@kontor/protocol/platform';
import {
  signWebhook,
  systemTokenClaims,
  userTokenClaims,
  verifyStandardWebhook,
  verifyWebhook,
} from '@kontor/signatures';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { proseOf, readSpecPages } from './spec-pages.ts';
import { root } from './workspaces.ts';

const readme = readText('spec/README.md');
const pages = readSpecPages();
const texts = [readme, ...pages.map(({ text }) => text)];
const requirements = pages.flatMap((page) => page.requirements);
const operations = pages.flatMap((page) => page.operations);
const ids = new Set(requirements.map(({ id }) => id));

const partner: readonly PartnerEndpoint[] = Object.values(partnerEndpoints);
const platform: readonly HostEndpoint[] = Object.values(platformEndpoints);
const declared = [
  ...partner.map((endpoint) => line('host → provider', `partner.${endpoint.id}`, endpoint)),
  ...platform.map((endpoint) => line('provider → host', `platform.${endpoint.id}`, endpoint)),
];

describe('requirements', () => {
  test('have an id each', () => {
    expect(requirements.length).toBeGreaterThan(300);
    expect(repeatedIn(requirements.map(({ id }) => id))).toEqual([]);
  });

  test('say who, how strictly and what, in one sentence', () => {
    const wrong = requirements.filter(({ text }) => {
      const keywords = text.match(/\b(?:MUST|SHOULD|MAY|SHALL|REQUIRED|RECOMMENDED)\b/g) ?? [];
      const begins = /^The (?:host|provider) (?:MUST|SHOULD)(?: NOT)? [a-z]/.test(text);
      return !begins || keywords.length !== 1 || !/^[^.]*(?:\.\S[^.]*)*\.$/.test(text);
    });

    expect(wrong).toEqual([]);
  });

  test('stand nowhere but in their lines', () => {
    const hidden = pages.filter((page) => /\b(?:MUST|SHOULD|SHALL)\b/.test(proseOf(page)));

    expect(hidden.map(({ file }) => file)).toEqual([]);
  });

  test('that are quoted are there', () => {
    const quoted = texts.flatMap((text) => [...text.matchAll(/\b[A-Z]+-\d+\b/g)].map(([id]) => id));
    const foreign = new Set(['UTF-8', 'SHA-1']);

    expect(quoted.filter((id) => !ids.has(id) && !foreign.has(id))).toEqual([]);
  });
});

describe('pages', () => {
  const rows = [
    ...readme.matchAll(
      /^\| \[(\S+)\]\((\S+)\) \| ([A-Z]+) \| (?:core|lifecycle|billing|optional) \| /gm,
    ),
  ];

  test('are listed in the README, each with its ids and level', () => {
    expect(rows.map(([, page]) => page).sort()).toEqual(pages.map(({ file }) => file));
    expect(rows.filter(([, page, link]) => page !== link)).toEqual([]);
    expect(repeatedIn(rows.map(([, , , prefix = '']) => prefix))).toEqual([]);
  });

  test.each(pages)('$file has its own ids', ({ file, requirements: own }) => {
    const prefix = rows.find(([, page]) => page === file)?.[3];
    const shape = new RegExp(prefix === 'C' ? '^C[1-9]\\d*$' : `^${prefix}-[1-9]\\d*$`);

    expect(own.length).toBeGreaterThan(0);
    expect(own.filter(({ id }) => !shape.test(id))).toEqual([]);
  });

  test('link to what is there', () => {
    const links = texts.flatMap((text) =>
      [...text.matchAll(/\]\(([^)#\s]+)\)/g)].map(([, link = '']) => link),
    );

    expect(links.filter((link) => !existsSync(join(root, 'spec', link)))).toEqual([]);
  });
});

describe('operations', () => {
  test('are described once', () => {
    const keys = operations.map(({ direction, method, path }) =>
      [direction, method, anonymous(path)].join(' '),
    );

    expect(repeatedIn(keys)).toEqual([]);
  });

  test('that the endpoint data states are described by method, path and name, and no other is named', () => {
    const named = operations.flatMap(({ name, ...operation }) =>
      name === undefined ? [] : [line(operation.direction, name, operation)],
    );

    expect(named.sort()).toEqual([...declared].sort());
  });
});

describe('fixtures', () => {
  const entries = globSync('spec/fixtures/**/*.json', { cwd: root }).flatMap((file) =>
    readFixtures(file, {
      endpoint: z.string().default(''),
      type: z.string().default(''),
      direction: z.string().default(''),
    }).map((fixture) => ({ file, ...fixture })),
  );

  test('show a requirement that is there', () => {
    expect(entries.length).toBeGreaterThan(0);
    expect(entries.filter(({ requirement }) => !ids.has(requirement))).toEqual([]);
  });

  test('are described once in their file', () => {
    const named = entries.map(({ file, description, endpoint, type, direction }) =>
      [file, endpoint, type, direction, description].join(' '),
    );

    expect(repeatedIn(named)).toEqual([]);
  });
});

const signatures = readFixtures('spec/fixtures/webhook-signatures.json', {
  body: z.string(),
  secret: z.string(),
  signature: z.string(),
  valid: z.boolean(),
});

test.each(signatures)(
  "a webhook's signature: $description (valid: $valid)",
  async ({ body, secret, signature, valid }) => {
    expect(await verifyWebhook(body, signature, secret)).toBe(valid);
    expect((await signWebhook(body, secret)) === signature).toBe(valid);
  },
);

const standardSignatures = readFixtures('spec/fixtures/standard-webhook-signatures.json', {
  id: z.string(),
  timestamp: z.string(),
  signature: z.string(),
  body: z.string(),
  secret: z.string(),
  now: z.string(),
  valid: z.boolean(),
});

test.each(standardSignatures)(
  'a Standard Webhooks signature: $description (valid: $valid)',
  async ({ secret, now, valid, ...received }) => {
    expect(await verifyStandardWebhook(received, secret, new Date(now))).toBe(valid);
  },
);

const claims = readFixtures('spec/fixtures/token-claims.json', {
  kind: z.enum(['user', 'system']),
  claims: z.unknown(),
  valid: z.boolean(),
});

test.each(claims)('claims: $description (valid: $valid)', ({ kind, claims: stated, valid }) => {
  const schema = kind === 'user' ? userTokenClaims : systemTokenClaims;

  expect(schema.safeParse(stated).success).toBe(valid);
});

describe('docs/protocol.md', () => {
  const page = readText('docs/protocol.md');
  const addresses = [
    ...page.matchAll(/^\| (?:`(?<name>[a-z]+\.\w+)` \| )?`(?<address>[A-Z]+ \/\S+)` \| /gm),
  ].map(({ groups = {} }) => [groups.address, groups.name].filter(Boolean).join(' '));
  const rows = page.split('\n').flatMap((row) => {
    const today = /\| (called|served|called, unshown|not yet) \|/.exec(row)?.[1];
    return today === undefined || /^\| (?:called|served|not yet)/.test(row) ? [] : [{ row, today }];
  });

  test('lists every operation of the specification, and no other', () => {
    const described = operations.map(({ method, path, name }) =>
      [method, path, name].filter(Boolean).join(' '),
    );

    expect(addresses.sort()).toEqual(described.sort());
  });

  test('says of what is done which test shows it, and of nothing else', () => {
    const wrong = rows.filter(
      ({ row, today }) =>
        row.includes('.test.ts`: ') !== (today === 'called' || today === 'served'),
    );

    expect(rows.length).toBeGreaterThan(operations.length);
    expect(wrong).toEqual([]);
  });

  test('names tests that are there', () => {
    const cited = [...page.matchAll(/`([^`]+\.test\.ts)`: (.+?) \|/g)];
    const missing = cited.filter(
      ([, file = '', title = '']) =>
        !existsSync(join(root, file)) || !readText(file).includes(title),
    );

    expect(cited.length).toBeGreaterThan(0);
    expect(missing.map(([cite]) => cite)).toEqual([]);
  });
});

function line(
  direction: string,
  name: string,
  { method, path }: { readonly method: string; readonly path: string },
): string {
  return `${direction} ${method} ${path} ${name}`;
}

/** What a parameter is called is no part of the wire. */
function anonymous(path: string): string {
  return path.replace(/\{\w+\}/g, '{}');
}

function repeatedIn(texts: readonly string[]): string[] {
  return texts.filter((text, index) => texts.indexOf(text) !== index);
}

function readText(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

function readFixtures<Fields extends z.ZodRawShape>(file: string, fields: Fields) {
  const fixture = z.looseObject({
    description: z.string().min(1),
    requirement: z.string(),
    ...fields,
  });
  return z
    .array(fixture)
    .min(1)
    .parse(JSON.parse(readText(file)));
}
