import type { Bench } from '../bench/bench.ts';
import type { Answer } from '../bench/exchange.ts';
import { expectRefused } from '../bench/expect.ts';
import { cannotJudge, fail } from '../bench/outcome.ts';
import { forgeToken } from '../host/forge-token.ts';
import type { Trial } from './trial.ts';

const ELSEWHERE = 'https://elsewhere.kontor-check.test';

export const singleSignOnTrials: readonly Trial[] = [
  {
    name: 'sign-on',
    title: 'Every member is let in, whoever installed.',
    requirements: ['SSO-10'],
    level: 'complete',
    needs: 'single sign-on',
    advice: 'Exchange the code, believe the `id_token`, and let in whoever it names.',
    run: async (bench) => {
      const { installation } = await bench.standing();
      for (const person of [installation.admin, installation.reader]) {
        const begun = await bench.host.signOns.begin(installation, { person });
        const answer = await open(bench, { mode: 'sso', ...begun });
        if (answer.status > 399) fail(`${person.role} is not let in: it answers ${answer.status}.`);
      }
    },
  },
  {
    name: 'sign-on-needs-all',
    title: 'A request without mode, code or state is refused.',
    requirements: ['SSO-5'],
    level: 'complete',
    needs: 'single sign-on',
    advice: 'Refuse with 400 what does not come from the host.',
    run: async (bench) => {
      const { installation } = await bench.standing();
      for (const missing of ['mode', 'code', 'state'] as const) {
        const begun = await bench.host.signOns.begin(installation);
        const { [missing]: _, ...query } = { mode: 'sso', ...begun };
        expectRefused(await open(bench, query), `A sign-on without ${missing}`);
      }
    },
  },
  {
    name: 'id-token-verified',
    title: 'An id_token that is not good signs nobody in.',
    requirements: ['SSO-6'],
    level: 'complete',
    needs: 'single sign-on',
    advice: 'Verify key, signature, `iss`, `aud` and `exp` of the `id_token` as of any other.',
    run: async (bench) => {
      const { installation } = await bench.standing();
      const { tokens, keys, signOns } = bench.host;
      const claims = tokens.user(installation, installation.admin, 'id_token');
      const exp = Math.floor(Date.now() / 1000) + 300;
      const header = { alg: 'RS256', kid: keys.current.kid };
      const wrong = {
        'that another key has signed': forgeToken({
          ...{ header, claims: { ...claims, exp }, signedWith: keys.foreign },
        }),
        'for another integration': await tokens.sign({ ...claims, aud: 'oac_another' }),
        'that has expired': await tokens.sign(claims, { aheadSeconds: -3600 }),
      };
      for (const [what, idToken] of Object.entries(wrong)) {
        const begun = await signOns.begin(installation, { idToken });
        const answer = await open(bench, { mode: 'sso', ...begun });
        if (answer.status < 400) fail(`An id_token ${what} signs somebody in.`);
      }
    },
  },
  {
    name: 'code-is-exchanged',
    title: 'A code that the host does not know signs nobody in.',
    requirements: ['SSO-6'],
    level: 'complete',
    needs: 'single sign-on',
    advice: 'Let nobody in before the host has exchanged the code.',
    run: async (bench) => {
      const answer = await open(bench, { mode: 'sso', code: 'none', state: 'none' });
      if (answer.status < 400) fail('A code that the host does not know signs somebody in.');
    },
  },
  {
    name: 'no-foreign-address',
    title: 'A member is not sent to somebody else’s address.',
    requirements: ['SSO-7'],
    level: 'complete',
    needs: 'single sign-on',
    advice: 'Follow `url` only to origins of your own, compared whole and not by their beginning.',
    run: async (bench) => {
      const { installation } = await bench.standing();
      const { origin } = new URL(addressOf(bench));
      for (const url of [
        ELSEWHERE,
        `${origin}@elsewhere.kontor-check.test/`,
        '//elsewhere.kontor-check.test/',
      ]) {
        const begun = await bench.host.signOns.begin(installation);
        const answer = await open(bench, { mode: 'sso', ...begun, url });
        const to = answer.headers.get('location');
        const host = to === null ? '' : URL.parse(to, addressOf(bench))?.hostname;
        if (host?.endsWith('kontor-check.test')) {
          fail(`Whoever signs on with url=${url} is sent to ${to}.`);
        }
      }
    },
  },
];

function addressOf({ subject }: Bench): string {
  return subject.redirectLoginUrl ?? cannotJudge('The registration gives no redirectLoginUrl.');
}

function open(bench: Bench, query: Readonly<Record<string, string>>): Promise<Answer> {
  const url = new URL(addressOf(bench));
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return bench.fetchAnswer({
    ...{ operation: 'sign-on', method: 'GET', url: url.href },
    ...{ headers: { accept: 'text/html' }, body: undefined },
  });
}
