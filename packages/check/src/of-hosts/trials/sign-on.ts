import { platformEndpoints as p } from '@kontor/protocol/platform';
import { SignatureError } from '@kontor/signatures';
import { bodyOf } from '../../bench/expect.ts';
import { fail } from '../../bench/outcome.ts';
import type { HostBench } from '../host-bench.ts';
import type { HostTrial } from './host-trial.ts';
import { expectStatus } from './platform.ts';
import { claimsOf } from './tokens.ts';

/** Single sign-on, from the address that a browser is sent to until the exchange of the code. */
export const hostSignOnTrials: readonly HostTrial[] = [
  {
    name: 'code-exchanged',
    title:
      'A member is sent with mode, code and state, and the code is exchanged for a token of that member.',
    requirements: ['SSO-1', 'SSO-11', 'SSO-12', 'SSO-14'],
    level: 'basic',
    advice:
      'Send all three, take JSON and forms, and answer an id_token with access_token and token_type.',
    run: async (bench) => {
      const { upsert, integration } = await bench.install('first');
      for (const form of ['body', 'form'] as const) {
        const { code, state } = await signOn(bench);
        const given = { ...credentials(integration), code, state };
        const answer = await bench.call(p.exchangeSsoToken, { [form]: given });
        expectStatus(answer, 200);
        const told = bodyOf(p.exchangeSsoToken.responses[200], answer);
        if (
          !('access_token' in (answer.json as object) && 'token_type' in (answer.json as object))
        ) {
          fail('The answer to an exchange lacks access_token or token_type.');
        }
        const { kind, claims } = await bench.tokens
          .verify(told.id_token, integration.clientId)
          .catch((error: unknown) => {
            if (!(error instanceof SignatureError)) throw error;
            return fail(`The id_token is not to be believed (${error.code}): ${error.message}`);
          });
        if (kind !== 'user' || claims.type !== 'id_token')
          fail('The id_token is none of a person.');
        if (claims.user_id !== claimsOf(upsert).user_id) fail('The id_token names somebody else.');
      }
    },
  },
  {
    name: 'code-good-once',
    title: 'A code is good once.',
    requirements: ['SSO-3'],
    level: 'basic',
    advice: 'Use a code up in the step that finds it.',
    run: async (bench) => {
      const { integration } = await bench.install('first');
      const { code, state } = await signOn(bench);
      const body = { ...credentials(integration), code, state };
      expectStatus(await bench.call(p.exchangeSsoToken, { body }), 200);
      expectStatus(await bench.call(p.exchangeSsoToken, { body }), 400, 403);
    },
  },
  {
    name: 'state-compared',
    title: 'A code with another state is refused.',
    requirements: ['SSO-4'],
    level: 'complete',
    advice: 'Keep the state with the code, and compare it where one is sent.',
    run: async (bench) => {
      const { integration } = await bench.install('first');
      const { code } = await signOn(bench);
      const body = { ...credentials(integration), code, state: 'another-state' };
      expectStatus(await bench.call(p.exchangeSsoToken, { body }), 400, 403);
    },
  },
  {
    name: 'client-verified-first',
    title: 'A wrong client secret is refused before the code is looked at.',
    requirements: ['SSO-13'],
    level: 'complete',
    advice: 'Check client id and secret first, and leave the code as it was.',
    run: async (bench) => {
      const { integration } = await bench.install('first');
      const { code, state } = await signOn(bench);
      const right = credentials(integration);
      const wrong = { ...right, client_secret: 'a-wrong-secret' };
      const [known, unknown] = [
        await bench.call(p.exchangeSsoToken, { body: { ...wrong, code, state } }),
        await bench.call(p.exchangeSsoToken, { body: { ...wrong, code: 'no-such-code', state } }),
      ];
      expectStatus(known, 401, 403);
      expectStatus(unknown, known.status);
      expectStatus(await bench.call(p.exchangeSsoToken, { body: { ...right, code, state } }), 200);
    },
  },
  {
    name: 'code-of-one-client',
    title: 'A code is good for the integration that it was made for, and no other.',
    requirements: ['SSO-3'],
    level: 'complete',
    advice: 'Keep the client with the code, and refuse another that proves itself.',
    run: async (bench) => {
      await bench.install('first');
      const other = await bench.install('second');
      const { code, state } = await signOn(bench);
      const body = { ...credentials(other.integration), code, state };
      expectStatus(await bench.call(p.exchangeSsoToken, { body }), 400, 403);
    },
  },
];

function credentials({ clientId, clientSecret }: { clientId: string; clientSecret: string }) {
  return { client_id: clientId, client_secret: clientSecret };
}

/** Where a browser would be sent, up to what stands in its address. */
async function signOn({ customer, install }: HostBench) {
  const { id } = await install('first');
  const { searchParams } = await customer.signOn(id);
  const { mode, code, state } = Object.fromEntries(searchParams);
  if (mode !== 'sso' || !code || !state) fail('The browser is sent without mode, code or state.');
  return { code, state };
}
