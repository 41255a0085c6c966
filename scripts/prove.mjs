/**
 * Runs a proof in its long form and writes what was measured into docs/evidence:
 * `npm run prove:isolation`. The suite runs the same tests in a short form and writes nothing. What
 * comes after `--` picks some of its tests: `npm run prove:security -- fuzz`.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ensureChromium } from './chromium.mjs';
import { ensureDashboard } from './dashboard.mjs';

const proofs = {
  check: ['packages/check/test/score.test.ts'],
  'check-host': ['apps/server/test/conformance'],
  faults: ['apps/server/test/faults'],
  isolation: ['apps/server/test/isolation', 'apps/server/test/sharding'],
  model: ['apps/server/test/model'],
  crash: ['apps/server/test/crash'],
  // keeps what a host of today has in its database, for those to come
  former: ['apps/server/test/postgres/former.test.ts'],
  security: [
    ...['apps/server/test/fuzz', 'apps/server/test/security', 'apps/server/test/partner-api'],
    ...['apps/server/test/vault', 'apps/server/test/sso', 'packages/signatures'],
  ],
};

const [name = '', ...picked] = process.argv.slice(2);
const files = proofs[name]?.filter(
  (file) => picked.length === 0 || picked.some((each) => file.includes(each)),
);
if (files === undefined || files.length === 0) {
  const known = proofs[name]?.join(', ') ?? Object.keys(proofs).join(', ');
  console.error(`There is no proof '${[name, ...picked].join(' ')}'. There are: ${known}.`);
  process.exit(2);
}
if (files.includes('apps/server/test/security')) {
  ensureDashboard();
  ensureChromium();
}
const { status } = spawnSync('npx', ['vitest', 'run', ...files, '--testTimeout=7200000'], {
  cwd: fileURLToPath(new URL('..', import.meta.url)),
  env: { ...process.env, KONTOR_PROVE: name },
  stdio: 'inherit',
});
process.exit(status ?? 1);
