import type { Variant } from './create.ts';

type Start = { readonly start: string; readonly build?: string; readonly dev?: string };

const DEV = 'kontor dev --file provider.json --';

/** What a variant brings beside the SDK, and how it is started. */
const parts: Readonly<Record<Variant, { dependencies: object; types: object; scripts: Start }>> = {
  node: { dependencies: {}, types: {}, scripts: { start: 'node src/server.ts' } },
  hono: {
    dependencies: { '@hono/node-server': '^1.19.0', hono: '^4.13.0' },
    types: {},
    scripts: { start: 'node src/server.ts' },
  },
  express: {
    dependencies: { express: '^5.1.0' },
    types: { '@types/express': '^5.0.0' },
    scripts: { start: 'node src/server.ts' },
  },
  next: {
    dependencies: { next: '^16.0.0', react: '^19.2.0', 'react-dom': '^19.2.0' },
    types: { '@types/react': '^19.2.0' },
    scripts: { build: 'next build', start: 'next start', dev: `${DEV} npx next dev` },
  },
};

/** Stands before what needs the command, which is no dependency: it comes from a checkout. */
const NEED_KONTOR = 'node need-kontor.mjs';

const CHECK = 'kontor check http://127.0.0.1:$PORT --file provider.json';

/** The package.json of a new provider. */
export function manifestOf(name: string, variant: Variant): object {
  const { dependencies, types, scripts } = parts[variant];
  return {
    name: name.toLowerCase().replaceAll(/[^a-z0-9._-]+/g, '-'),
    version: '0.1.0',
    private: true,
    type: 'module',
    engines: { node: '>=22.18' },
    scripts: {
      test: 'node --test test/*.test.ts',
      predev: NEED_KONTOR,
      dev: `${DEV} npm start`,
      ...scripts,
      precheck: NEED_KONTOR,
      check: `PORT=\${PORT:-3000}; ${CHECK}`,
    },
    dependencies: {
      '@kontor/protocol': 'file:vendor/protocol',
      '@kontor/provider': 'file:vendor/provider',
      '@kontor/signatures': 'file:vendor/signatures',
      ...dependencies,
    },
    devDependencies: { '@types/node': '^24.0.0', typescript: '~6.0.3', ...types },
  };
}
