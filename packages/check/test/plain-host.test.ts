import { playProvider, runHostTrials } from '@kontor/check';
import { expect, test } from 'vitest';
import { type Flaw, startPlainHost } from './host/plain-host.ts';

const own = {
  ...{ slug: 'judged', productSlug: 'check', clientId: 'oac_of_a_plain_host' },
  clientSecret: 'a-secret-of-the-integration',
};
const token = 'of-a-member-of-a-plain-host';

/** Judges a host that is none of Kontor's, by what somebody has registered there. */
async function judged(flaw?: Flaw, only?: readonly string[]) {
  const provider = await playProvider({});
  const integration = { ...own, baseUrl: provider.baseUrl('first') };
  const host = await startPlainHost({ integration, token, flaw });
  try {
    return await runHostTrials({
      subject: { url: host.url, token, team: 'acme', integration: own },
      ...{ provider, level: 'basic', patienceMs: 2_000 },
      ...(only && { only }),
    });
  } finally {
    await host.stop();
    await provider.stop();
  }
}

test('a host that knows nothing of Kontor is judged by the protocol alone', async () => {
  const { trials, kitFailures, made } = await judged();
  const notPassed = trials.filter(({ verdict }) => verdict !== 'passed');

  expect(kitFailures).toEqual([]);
  expect(notPassed.map(({ name, verdict, message }) => [name, verdict, message])).toEqual(
    ['code-exchanged', 'code-good-once'].map((name) => [
      ...[name, 'not-judged'],
      'The protocol has no call for a customer to sign on without a browser.',
    ]),
  );
  expect(made.filter(({ isRemoved }) => !isRemoved)).toEqual([]);
});

test.each([
  ['another audience', 'tokens-can-be-verified'],
  ['no request id', 'served-below-both'],
  ['plans unasked', 'plan-verified'],
  ['webhooks unsigned', 'webhooks-signed'],
  ['keys of changes repeated', 'keys-of-changes'],
  ['variables left behind', 'uninstalling'],
] as const)('with %s it is caught by %s', async (flaw, name) => {
  // what only looks needs others that have something done
  const { trials } = await judged(flaw, ['provisioning', 'webhooks-of-connections', name]);

  expect(trials.find((trial) => trial.name === name)).toMatchObject({ verdict: 'failed' });
});
